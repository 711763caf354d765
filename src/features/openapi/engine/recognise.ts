/** Root key of a YAML description in block style: `openapi: 3.1.0`, `"swagger": '2.0'`, with or without a BOM. */
const yamlRootKey = /^\uFEFF?(["']?)(?:openapi|swagger)\1[ \t]*:[ \t]*["']?([23](?:\.[\w.+-]*)?)/m;
const jsonVersion = /^\s*:\s*"([23](?:\.[^"]*)?)"/;
const whitespaceOnly = /^[\s\uFEFF]*$/;

/**
 * The version that a text declares itself an OpenAPI description of ("3.1.0", "2.0"), or undefined when it is
 * something else. Reads the text only, so it answers for half-typed documents, and in well under a millisecond
 * for texts that never mention the two root keys.
 */
export function contractVersion(text: string): string | undefined {
  return findVersion(text)?.version;
}

/** Offset of the root key that says the version; the start of the text when there is none. */
export function versionOffset(text: string): number {
  return findVersion(text)?.offset ?? 0;
}

interface FoundVersion {
  readonly version: string;
  readonly offset: number;
}

function findVersion(text: string): FoundVersion | undefined {
  if (!text.includes("openapi") && !text.includes("swagger")) return undefined;
  if (startsAsFlow(text)) return versionInFlow(text);
  const match = yamlRootKey.exec(text);
  return match?.[2] === undefined ? undefined : { version: match[2], offset: match.index };
}

/** Tells whether a text has nothing in it but white space. */
export function isBlank(text: string): boolean {
  return whitespaceOnly.test(text);
}

/** Tells whether a text could be a part that a description refers to: a schema, a path item, parameters, … */
export function mayBeFragment(text: string): boolean {
  return fragmentKeys.test(text) || schemaType.test(text);
}

const fragmentKeys =
  /^[\s{]*["']?(?:\$ref|responses|properties|schemas?|parameters|requestBody|allOf|oneOf|anyOf|enum|content)["']?[ \t]*:/m;
const schemaType = /^[\s{]*["']?type["']?[ \t]*:[ \t]*["']?(?:object|array|string|integer|number|boolean)\b/m;

/** Tells whether a text is JSON, or YAML that has a flow mapping at its root. */
export function startsAsFlow(text: string): boolean {
  return /^[\s\uFEFF]*\{/.test(text);
}

/** Walks JSON (or a YAML flow mapping) and looks at keys of the outermost object only. */
function versionInFlow(text: string): FoundVersion | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    else if (character === '"') {
      const end = stringEnd(text, at);
      if (depth === 1 && isRootKey(text.slice(at + 1, end))) {
        const version = jsonVersion.exec(text.slice(end + 1, end + 80))?.[1];
        if (version !== undefined) return { version, offset: at };
      }
      at = end;
    }
  }
  return undefined;
}

function isRootKey(key: string): boolean {
  return key === "openapi" || key === "swagger";
}

/** Offset of the quote that ends the string opened at `start`; the text's end when there is none. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
