import type { SampledParameter } from "../../../src/features/loadTest/engine/fromSpec/readParameters.ts";
import type { SpecRequest } from "../../../src/features/loadTest/engine/fromSpec/requestFromSpec.ts";
import { fillPath, queryOf } from "../../../src/features/loadTest/engine/fromSpec/requestFromSpec.ts";
import { headerValue } from "../../../src/features/loadTest/engine/fromSpec/serializeParameter.ts";
import type { Mutation } from "./mutations.ts";
import { mutationsOf, textReplacements } from "./mutations.ts";
import type { Oracle } from "./oracle.ts";
import type { WireRequest } from "./wire.ts";

/** A request that differs from a valid one in one place. */
export interface Variant {
  readonly what: string;
  /** "query.page", "body.items.0". */
  readonly field: string;
  readonly isValid: boolean;
  readonly request: WireRequest;
}

/** Changes one parameter: one case for each rule that it can break, and some that break none. */
export function parameterCases(
  { path, parameters }: SpecRequest,
  wire: WireRequest,
  { validatorOf }: Oracle,
): readonly Variant[] {
  return parameters.flatMap((parameter) => {
    const { name, schema, value } = parameter;
    const validate = validatorOf(schema);
    // JSON in a parameter, and properties that share the query with others, are told apart elsewhere.
    if (validate === undefined || !isPlain(parameter) || !isApart(parameter, path)) return [];
    const seen = new Set<string>();
    return mutationsOf(value, textReplacements)
      .filter((mutation) => isWritable(mutation.value, value))
      .flatMap((mutation): readonly Variant[] => {
        const readings = readingsOf(mutation.value);
        const isValid = readings.some((reading) => validate(reading));
        const rule = isValid ? mutation.what : (validate.errors?.[0]?.schemaPath ?? "");
        if (seen.has(rule)) return [];
        seen.add(rule);
        const field = `${parameter.in}.${name}`;
        const changed = parameters.map((other) =>
          other === parameter ? { ...parameter, value: mutation.value } : other,
        );
        const request = withParameter({ ...parameter, value: mutation.value }, changed, path, wire);
        return [{ what: `${field} ${mutation.what}`, field, isValid, request }];
      });
  });
}

function isPlain({ in: place, style, value }: SampledParameter): boolean {
  if (place === "querystring" || place === "cookie") return false;
  const isNested =
    typeof value === "object" &&
    value !== null &&
    Object.values(value).some((member) => typeof member === "object" && member !== null);
  return !isNested && (typeof value !== "object" || Array.isArray(value) || style === "deepObject");
}

/** Parameters that share a segment of the path may take each other's text. */
function isApart({ in: place, name }: SampledParameter, path: string): boolean {
  return place !== "path" || path.split("/").includes(`{${name}}`);
}

/** Lists stay lists and objects stay objects: anything else has no spelling of its own. */
function isWritable(mutated: unknown, original: unknown): boolean {
  const kind = (value: unknown) =>
    Array.isArray(value) ? "list" : typeof value === "object" ? "object" : "scalar";
  const isEmpty = typeof mutated === "object" && mutated !== null && Object.keys(mutated).length === 0;
  return kind(mutated) === kind(original) && !isEmpty && JSON.stringify(mutated).length < 8000;
}

/** All values that a text may stand for: each scalar is itself, or text. */
function readingsOf(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [value, String(value), parsed(value)];
  if (Array.isArray(value)) return [value, value.map(String), value.map(parsed)];
  return Object.entries(value).reduce<readonly Readonly<Record<string, unknown>>[]>(
    (objects, [key, member]) =>
      objects.flatMap((object) => [
        { ...object, [key]: member as unknown },
        { ...object, [key]: String(member) },
      ]),
    [{}],
  );
}

/** What a text is when it is read as JSON, where that is possible. */
export function parsed(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return value;
  }
}

function withParameter(
  parameter: SampledParameter,
  all: readonly SampledParameter[],
  path: string,
  wire: WireRequest,
): WireRequest {
  if (parameter.in === "header") {
    const others = wire.headers.filter(([name]) => name !== parameter.name);
    return { ...wire, headers: [...others, [parameter.name, headerValue(parameter.value, parameter)]] };
  }
  // Keys in the query stay where they are, at the end.
  const described = queryOf(all, []).slice(1);
  const keys =
    wire.path
      .split("?")[1]
      ?.split("&")
      .filter((pair) => pair.includes("good%3Agood")) ?? [];
  const query = [described, ...keys].filter((part) => part !== "").join("&");
  return { ...wire, path: fillPath(path, all) + (query === "" ? "" : `?${query}`) };
}

/** Changes a JSON body in one place: one case for each rule that can be broken, and some that break none. */
export function bodyCases(
  { body }: SpecRequest,
  wire: WireRequest,
  { validatorOf }: Oracle,
): readonly Variant[] {
  const validate = body?.schema && validatorOf(body.schema);
  if (body?.schema === undefined || validate === undefined) return [];
  const seen = new Set<string>();
  const variants = mutationsOf(body.json).flatMap((mutation): readonly Variant[] => {
    const isValid = validate(mutation.value);
    const [error] = validate.errors ?? [];
    const rule = isValid ? `valid ${mutation.what}` : `${error?.instancePath} ${error?.schemaPath}`;
    if (seen.has(rule)) return [];
    seen.add(rule);
    return [variantOf(mutation, isValid, wire)];
  });
  return variants;
}

function variantOf({ path, what, value }: Mutation, isValid: boolean, wire: WireRequest): Variant {
  const field = ["body", ...path].join(".");
  return { what: `${field} ${what}`, field, isValid, request: { ...wire, body: JSON.stringify(value) } };
}
