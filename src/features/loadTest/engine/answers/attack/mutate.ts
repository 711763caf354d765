import type { BodyField } from "../../fromSpec/bodyFields.ts";
import { fillPath, queryOf, type SpecRequest } from "../../fromSpec/requestFromSpec.ts";
import type { SampledParameter } from "../../fromSpec/readParameters.ts";
import { headerValue } from "../../fromSpec/serializeParameter.ts";
import { type AttackRequest, validRequest, withHeaders } from "./attackCase.ts";

/** Takes the value out instead of putting another one in. */
export const absent = Symbol("absent");

/** A place of a request that holds a value of the description: a parameter or a field of the body. */
export interface InputSlot {
  /** How it is called in sentences: "the query parameter page", "items.0.price". */
  readonly name: string;
  readonly kind: "path" | "query" | "header" | "body";
  readonly required: boolean;
  readonly value: unknown;
  /** Keywords of its schema. */
  readonly schema: unknown;
  /** The request with another value there, or with none. */
  readonly put: (value: unknown) => AttackRequest;
}

/** Every input of a request that can be changed by itself. */
export function inputSlots(request: SpecRequest): readonly InputSlot[] {
  return [
    ...request.parameters.flatMap((parameter) => parameterSlot(parameter, request)),
    ...request.fields.map((field) => fieldSlot(field, request)),
  ];
}

function parameterSlot(parameter: SampledParameter, request: SpecRequest): readonly InputSlot[] {
  const { in: location, name, required, value, schema } = parameter;
  if (location === "cookie" || location === "querystring") return [];
  const put = (changed: unknown): AttackRequest => {
    const others = request.parameters.filter((other) => other !== parameter);
    const parameters = changed === absent ? others : [...others, { ...parameter, value: changed }];
    const valid = validRequest(request);
    if (location === "header")
      return withHeaders(valid, [name], changed === absent ? [] : [[name, headerValue(changed, parameter)]]);
    const query = queryOf(parameters, secretPairs(request));
    return { ...valid, url: request.server + fillPath(request.path, parameters) + query };
  };
  return [
    { name: `the ${location} parameter ${name}`, kind: location, required, value, schema: schema.value, put },
  ];
}

/** Query pairs of the valid request that hold credentials and are no parameters. */
function secretPairs({ template, credentialNames }: SpecRequest): readonly (readonly [string, string])[] {
  const { searchParams } = new URL(template.url);
  return [...searchParams].filter(([name]) => credentialNames.includes(name.toLowerCase()));
}

function fieldSlot({ path, value, required, schema }: BodyField, request: SpecRequest): InputSlot {
  return {
    name: path.join("."),
    kind: "body",
    required,
    value,
    schema,
    put: (changed) => ({
      ...validRequest(request),
      body: JSON.stringify(replaced(request.body?.json, path, changed)),
    }),
  };
}

/** A copy of a JSON value with another value at a path. */
function replaced(root: unknown, [step, ...rest]: BodyField["path"], changed: unknown): unknown {
  if (step === undefined) return changed;
  if (Array.isArray(root))
    return root.map((item, index): unknown => (index === step ? replaced(item, rest, changed) : item));
  if (typeof root !== "object" || root === null) return root;
  const entries = Object.entries(root).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
    if (key !== step) return [[key, value]];
    return rest.length === 0 && changed === absent ? [] : [[key, replaced(value, rest, changed)]];
  });
  return Object.fromEntries(entries);
}
