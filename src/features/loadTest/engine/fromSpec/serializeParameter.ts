import { isObject } from "./json.ts";

/** How a parameter's value is spelled (OpenAPI, Parameter Object, "Style Values"). */
export interface Serialization {
  readonly style: string;
  readonly explode: boolean;
}

/** A value in a path, without the braces: style simple, label or matrix; every part percent-encoded. */
export function pathValue(name: string, value: unknown, { style, explode }: Serialization): string {
  const encode = encodeURIComponent;
  if (style === "matrix") {
    const prefix = `;${encode(name)}=`;
    if (Array.isArray(value) && explode) return value.map((item) => prefix + encode(textOf(item))).join("");
    if (isObject(value) && explode)
      return pairsOf(value, encode)
        .map((pair) => `;${pair.join("=")}`)
        .join("");
    return prefix + joined(value, ",", encode);
  }
  const separator = style === "label" && explode ? "." : ",";
  const text =
    isObject(value) && explode
      ? pairsOf(value, encode)
          .map((pair) => pair.join("="))
          .join(separator)
      : joined(value, separator, encode);
  return style === "label" ? `.${text}` : text;
}

/** Name-value pairs of a query or form: style form, spaceDelimited, pipeDelimited or deepObject. */
export function queryPairs(
  name: string,
  value: unknown,
  { style, explode }: Serialization,
): readonly (readonly [string, string])[] {
  if (style === "deepObject" && isObject(value)) return deepPairs(name, value);
  if (Array.isArray(value) && explode) return value.map((item) => [name, textOf(item)]);
  if (isObject(value) && explode) return pairsOf(value, String);
  const separators: Readonly<Record<string, string>> = {
    spaceDelimited: " ",
    pipeDelimited: "|",
    tabDelimited: "\t",
  };
  return [[name, joined(value, separators[style] ?? ",", String)]];
}

/** "filter[range][min]=1", "filter[tags][0]=a": OpenAPI leaves what is deeper open, and most servers read this. */
function deepPairs(name: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [[name, textOf(value)]];
  return Object.entries(value).flatMap(([key, item]) => deepPairs(`${name}[${key}]`, item));
}

/** A header's value: style simple. */
export function headerValue(value: unknown, { explode }: Serialization): string {
  if (isObject(value) && explode)
    return pairsOf(value, String)
      .map((pair) => pair.join("="))
      .join(",");
  return joined(value, ",", String).replace(/[\r\n\0]/g, " ");
}

function joined(value: unknown, separator: string, encode: (text: string) => string): string {
  if (Array.isArray(value)) return value.map((item) => encode(textOf(item))).join(separator);
  if (isObject(value)) return pairsOf(value, encode).flat().join(separator);
  return encode(textOf(value));
}

function pairsOf(
  value: Readonly<Record<string, unknown>>,
  encode: (text: string) => string,
): readonly (readonly [string, string])[] {
  return Object.entries(value).map(([key, item]) => [encode(key), encode(textOf(item))]);
}

/** A scalar as it stands in a URL; everything deeper as JSON. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
