import { fullFormats } from "ajv-formats/dist/formats";
import type { Verdict } from "./verdict.ts";

/** Judges a string or number by a `format`, as far as it is beyond doubt. Formats that nobody knows hold. */
export function formatVerdict(format: string, value: string | number): Verdict {
  if (Object.hasOwn(cautious, format)) {
    return typeof value === "number" || cautious[format]?.test(value) ? true : undefined;
  }
  if (!Object.hasOwn(known, format)) return true;
  const definition = known[format];
  if (definition === true) return true;
  if (definition instanceof RegExp) return typeof value === "number" || definition.test(value);
  return isNumberFormat(definition) ? judgeNumber(definition, value) : judgeString(definition, value);
}

interface NumberFormat {
  readonly type: "number";
  readonly validate: (value: number) => boolean;
}

type Definition =
  true | RegExp | NumberFormat | ((value: string) => boolean) | { readonly validate: unknown };

const known = fullFormats as unknown as Readonly<Record<string, Definition>>;

/** Formats that Spectral's version of ajv-formats reads a little differently; here is what both accept. */
const cautious: Readonly<Record<string, RegExp>> = {
  time: /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)$/,
  "date-time":
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)$/,
  ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/,
  "iso-time": /^$/,
  "iso-date-time": /^$/,
};

function isNumberFormat(definition: Definition | undefined): definition is NumberFormat {
  return typeof definition === "object" && "type" in definition;
}

function judgeNumber({ validate }: NumberFormat, value: string | number): boolean {
  return typeof value === "string" || validate(value);
}

function judgeString(definition: unknown, value: string | number): Verdict {
  if (typeof value === "number") return true;
  const validate =
    typeof definition === "function" ? definition : (definition as { readonly validate: unknown }).validate;
  if (validate instanceof RegExp) return validate.test(value);
  return typeof validate === "function" ? Boolean(Reflect.apply(validate, undefined, [value])) : undefined;
}
