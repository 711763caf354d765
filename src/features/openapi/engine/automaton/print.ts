/** A value as messages show it: scalars as JSON, the rest by kind. */
export function printValue(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return Array.isArray(value) ? "Array[]" : "Object{}";
}

/** A path with dots and brackets: `schema.items[0]['a key']`. */
export function printDotted(path: readonly string[]): string {
  const dotted = path.reduce((output, part, index) => {
    if (part === "" || /\s/.test(part)) return `${output}['${part}']`;
    if (!Number.isNaN(Number(part))) return `${output}[${part}]`;
    return `${output}${index === 0 ? "" : "."}${part}`;
  }, "");
  return decodePart(dotted);
}

/** A path as a pointer in a URI fragment. */
export function printPointer(path: readonly string[]): string {
  return path.length === 0 ? "#" : `#/${path.map((part) => encodePart(decodePart(part))).join("/")}`;
}

/** Undoes the escapes of JSON pointers. */
export function decodePart(part: string): string {
  return part.includes("~") ? part.replaceAll("~1", "/").replaceAll("~0", "~") : part;
}

function encodePart(part: string): string {
  return encodeForFragment(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}

/** Percent-encodes what Spectral does in a URI fragment, which is a little less than all that has to be. */
export function encodeForFragment(part: string): string {
  return /^[\w.!~*'()\-/–]*$/.test(part) ? part : part.replace(/[^\w.!~*'()\-/–]/gu, encodeCharacter);
}

function encodeCharacter(character: string): string {
  const isLoneSurrogate = character.length === 1 && character >= "\uD800" && character <= "\uDFFF";
  return isLoneSurrogate ? character : encodeURIComponent(character);
}
