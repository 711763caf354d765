import { listAt, numberAt, stringAt, valueAt } from "../../fromSpec/json.ts";
import { type AttackCase, type CaseMaker, isSuccess, type Severity } from "./attackCase.ts";
import { absent, type InputSlot, inputSlots } from "./mutate.ts";

const validateIt = "validate it against the description and answer 400 or 422";

function accepted(severity: Severity, what: string): AttackCase["judge"] {
  return ({ status }) =>
    isSuccess(status) ? { severity, what: `accepts ${what}`, fix: validateIt } : undefined;
}

/** Wrong types in every field and parameter. */
export const typeCases: CaseMaker = (request) =>
  inputSlots(request).flatMap((slot) =>
    wrongValues(slot).map(({ change, value }) => ({
      group: "types",
      change: `${change} in ${slot.name}`,
      request: slot.put(value),
      judge: accepted("medium", `${change} in ${slot.name}`),
    })),
  );

interface WrongValue {
  readonly change: string;
  readonly value: unknown;
}

/** Parameters are text on the wire: a number is a valid string there, so only what cannot be read is wrong. */
function wrongValues({ schema, kind }: InputSlot): readonly WrongValue[] {
  const types = typesOf(schema);
  if (types.length === 0 || listAt(schema, "enum").length > 0 || valueAt(schema, "const") !== undefined)
    return [];
  const isNumeric = types.includes("integer") || types.includes("number");
  if (kind !== "body") {
    if (isNumeric) return [{ change: "text", value: "not-a-number" }];
    return types.includes("boolean") ? [{ change: "text", value: "maybe" }] : [];
  }
  const nullable = types.includes("null") || valueAt(schema, "nullable") === true;
  const candidates: readonly (WrongValue & { readonly fits: boolean })[] = [
    { change: "a number", value: 12.5, fits: types.includes("number") },
    { change: "text", value: "not what it should be", fits: types.includes("string") },
    { change: "null", value: null, fits: nullable },
    { change: "an object", value: { nested: { deeper: [] } }, fits: types.includes("object") },
  ];
  return candidates.filter(({ fits }) => !fits);
}

function typesOf(schema: unknown): readonly string[] {
  const type = valueAt(schema, "type");
  const names: readonly unknown[] = Array.isArray(type) ? type : [type];
  return names.filter((name) => typeof name === "string");
}

/** Required inputs left out, one at a time; without its path parameter a request is another one. */
export const requiredCases: CaseMaker = (request) =>
  inputSlots(request)
    .filter(({ required, kind }) => required && kind !== "path")
    .map((slot) => ({
      group: "required",
      change: `${slot.name} left out`,
      request: slot.put(absent),
      judge: accepted("medium", `a request without ${slot.name}, which is required`),
    }));

/** One step beyond every bound that the description sets. */
export const boundCases: CaseMaker = (request) =>
  inputSlots(request).flatMap((slot) =>
    valuesBeyond(slot).map(({ change, value }) => ({
      group: "bounds",
      change: `${change} in ${slot.name}`,
      request: slot.put(value),
      judge: accepted("low", `${change} in ${slot.name}`),
    })),
  );

const longestMade = 20_000;

function valuesBeyond({ schema, value, kind }: InputSlot): readonly WrongValue[] {
  const number = (key: string) => numberAt(schema, key);
  const [minimum, maximum, shortest, longest] = ["minimum", "maximum", "minLength", "maxLength"].map(number);
  const text = typeof value === "string" ? value : "a";
  const isNumeric = typeof value === "number";
  const format = stringAt(schema, "format");
  const almost = format === undefined ? undefined : almostValid[format];
  const most = number("maxItems");
  const beyond: (WrongValue | undefined)[] = [
    minimum !== undefined && isNumeric
      ? { change: `a value below the minimum of ${minimum}`, value: minimum - 1 }
      : undefined,
    maximum !== undefined && isNumeric
      ? { change: `a value above the maximum of ${maximum}`, value: maximum + 1 }
      : undefined,
    shortest !== undefined && shortest > 0 && typeof value === "string"
      ? { change: `text shorter than ${shortest}`, value: text.slice(0, shortest - 1) }
      : undefined,
    longest !== undefined && longest < longestMade && typeof value === "string"
      ? { change: `text longer than ${longest}`, value: text.padEnd(longest + 1, "a") }
      : undefined,
    stringAt(schema, "pattern") === undefined || typeof value !== "string"
      ? undefined
      : { change: "text that the pattern excludes", value: "\u2603 no match \u2603" },
    listAt(schema, "enum").length === 0
      ? undefined
      : { change: "a value outside of the enum", value: "no-such-value" },
    almost === undefined ? undefined : { change: `an invalid ${format ?? ""}`, value: almost },
    most !== undefined && most < 1000 && Array.isArray(value)
      ? {
          change: `more than ${most} items`,
          value: Array.from({ length: most + 1 }, (): unknown => value[0] ?? null),
        }
      : undefined,
  ];
  // A path without its parameter is another path.
  return beyond
    .filter((change) => change !== undefined)
    .filter((change) => kind !== "path" || change.value !== "");
}

/** Values that look like a format and are not. */
const almostValid: Readonly<Record<string, string>> = {
  uuid: "00000000-0000-4000-8000-00000000000g",
  email: "user@",
  date: "2026-02-30",
  "date-time": "2026-01-01T25:00:00Z",
  ipv4: "256.0.0.1",
  uri: "http//example",
};
