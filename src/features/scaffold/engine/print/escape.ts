/**
 * The only way for a contract's text into generated code. Whatever the text holds (quotes, line ends, `*` + `/`,
 * backticks, U+2028), the result is one token and means that text.
 */
export function stringLiteral(text: string): string {
  const json = escapeLineSeparators(JSON.stringify(text));
  if (!text.includes('"') || count(text, '"') <= count(text, "'")) return json;
  // Like a person would, with the quotes that need fewer escapes.
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** A key of an object literal, a type or an interface. */
export function propertyKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return identifier.test(name) ? name : stringLiteral(name);
}

/** A JSON value as an expression, on one line. */
export function valueLiteral(value: unknown): string {
  if (typeof value === "string") return stringLiteral(value);
  if (Array.isArray(value)) return `[${value.map(valueLiteral).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${propertyKey(key)}: ${valueLiteral(item)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value ?? null);
}

/**
 * A regular expression literal for a pattern of JSON Schema (ECMA-262, Unicode mode where it can be), or undefined
 * when no engine of this language accepts it.
 */
export function regexLiteral(pattern: string): string | undefined {
  for (const flags of ["u", ""]) {
    try {
      const { source } = new RegExp(pattern, flags);
      return `/${escapeLineSeparators(source)}/${flags}`;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Lines of prose for a comment: no comment end, no control characters, no trailing white space. */
export function commentLines(text: string): readonly string[] {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .split("\n")
    .map((line) =>
      line
        .replace(/[\p{Cc}\p{Cs}\uFEFF\u202A-\u202E\u2066-\u2069]/gu, " ")
        .replaceAll("*/", "*\\/")
        .trimEnd(),
    );
}

/** Prose on one line, for line comments and headers. */
export function commentText(text: string): string {
  return commentLines(text).join(" ").trim();
}

function escapeLineSeparators(text: string): string {
  return text.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
