import type { Verdict } from "./verdict.ts";

/** Judges a string or number by a `format`. Only what is beyond doubt; formats that nobody knows hold. */
export function formatVerdict(format: string, value: string | number): Verdict {
  if (Object.hasOwn(numberFormats, format)) {
    return typeof value === "number" ? numberFormats[format]?.(value) || undefined : true;
  }
  if (typeof value === "number") return true;
  if (Object.hasOwn(stringFormats, format)) return stringFormats[format]?.test(value) ? true : undefined;
  return checkedElsewhere.has(format) ? undefined : true;
}

const numberFormats: Readonly<Record<string, (value: number) => boolean>> = {
  int32: (value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31,
  int64: (value) => Number.isInteger(value),
  float: () => true,
  double: () => true,
};

/** Less than what the formats allow. */
const stringFormats: Readonly<Record<string, RegExp>> = {
  password: /^/,
  binary: /^/,
  date: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/,
  "date-time":
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)$/,
  uri: /^https?:\/\/(?:[a-z0-9-]+\.)+[a-z]+(?::\d+)?(?:\/[\w\-.~/]*)?(?:\?[\w\-.=&]*)?$/i,
  email: /^[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}$/i,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
};

/** Formats that validators check. */
const checkedElsewhere: ReadonlySet<string> = new Set(
  [
    "time duration uri-reference uri-template url hostname ipv4 ipv6 regex json-pointer iso-time iso-date-time",
    "json-pointer-uri-fragment relative-json-pointer byte",
  ].flatMap((line) => line.split(" ")),
);
