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

/** Whole lines of a text; an object that stands for the same lines for ever, so that what is in them is read once. */
export interface TextPart {
  readonly text: string;
}

/** What a description says it is, and where. */
export interface Recognised {
  readonly version: string;
  /** Offset of the root key that says so. */
  readonly offset: number;
}

/**
 * Does what `contractVersion` does for a long text in parts: parts that have been looked at are not read again.
 * Undefined when the text is something else.
 */
export function recognise(parts: readonly TextPart[]): Recognised | undefined {
  const first = parts.find(({ text }) => !isBlank(text));
  if (first && startsAsFlow(first.text)) return recogniseFlow(parts);
  let offset = 0;
  for (const part of parts) {
    const found = recogniseLines(part);
    if (found) return { version: found.version, offset: offset + found.offset };
    offset += part.text.length;
  }
  return undefined;
}

const recognised = new WeakMap<TextPart, Recognised | "none">();

function recogniseLines(part: TextPart): Recognised | undefined {
  let found = recognised.get(part);
  if (!found) recognised.set(part, (found = versionInLines(part.text) ?? "none"));
  return found === "none" ? undefined : found;
}

/** The key is mostly near the start, so more and more of the text is looked at until it is found. */
function recogniseFlow(parts: readonly TextPart[]): Recognised | undefined {
  if (!parts.some(mayName)) return undefined;
  let text = "";
  let next = 0;
  for (let most = 8; next < parts.length; most *= 8) {
    for (; next < Math.min(most, parts.length); next++) text += parts[next]?.text ?? "";
    const found = versionInFlow(text);
    if (found) return found;
  }
  return undefined;
}

const naming = new WeakMap<TextPart, boolean>();

function mayName(part: TextPart): boolean {
  let may = naming.get(part);
  if (may === undefined) naming.set(part, (may = namesRootKey(part.text)));
  return may;
}

function namesRootKey(text: string): boolean {
  return text.includes("openapi") || text.includes("swagger");
}

function findVersion(text: string): Recognised | undefined {
  if (!namesRootKey(text)) return undefined;
  return startsAsFlow(text) ? versionInFlow(text) : versionInLines(text);
}

function versionInLines(text: string): Recognised | undefined {
  if (!namesRootKey(text)) return undefined;
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
function versionInFlow(text: string): Recognised | undefined {
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
