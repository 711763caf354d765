import { countLines, isSection, type Segment } from "./segment.ts";

/** A line with something on it. */
interface Line {
  readonly start: number;
  /** Offset after its line feed. */
  readonly end: number;
  readonly indent: number;
}

/** `key:` with nothing but a comment behind it, which has to be set off; the parser complains about tabs. */
export const yamlHeader = /^ *(?:"([^"\\\n]*)"|'([^'\n]*)'|([\w./{}-]+)): *(?:(?<= )#[^\n]*)?\r?\n?$/;

/**
 * Cuts a description in block style where its indentation says so. Undefined when that is not safe: tabs, several
 * documents, a root in flow style, indentation that is broken.
 */
export function cutYaml(text: string): readonly Segment[] | undefined {
  return cutYamlPart(text)?.segments;
}

/** An open section, and the indentation of its entries. */
export interface YamlLevel {
  readonly indent: number;
  readonly path: readonly string[];
}

const atRoot: readonly YamlLevel[] = [{ indent: 0, path: [] }];

/**
 * Cuts whole lines in the middle of such a text, the first of which starts a piece or a section there.
 * @param levels the sections that are open in front of them; absent: the lines are those that the text starts with.
 */
export function cutYamlPart(
  text: string,
  levels = atRoot,
): { readonly segments: readonly Segment[]; readonly levels: readonly YamlLevel[] } | undefined {
  return /\r(?!\n)|\0/.test(text) ? undefined : new YamlCutter(text, levels).cut();
}

/** Tells whether a text is still one piece at an indentation: its first line is the only one that starts a key there. */
export function isOneYamlPiece(text: string, indent: number): boolean {
  if (/\r(?!\n)|\0/.test(text)) return false;
  const line = nextLine(text, 0);
  if (line?.start !== 0 || line.indent !== indent || isOdd(text, line) || !startsKey(text, line))
    return false;
  return areInside(text, line.end, indent);
}

/** Tells whether whole lines behind the first one of a piece may be others: none of them starts a key at its indentation. */
export function areInsideYamlPiece(lines: string, indent: number): boolean {
  return !/\r(?!\n)|\0/.test(lines) && areInside(lines, 0, indent);
}

function areInside(text: string, from: number, indent: number): boolean {
  for (let line = nextLine(text, from); line; line = nextLine(text, line.end)) {
    if (isOdd(text, line)) return false;
    if (line.indent < indent || (line.indent === indent && !isItem(text, line))) return false;
  }
  return true;
}

/** Spaces before the first character of a text. */
export function indentOf(text: string): number {
  let at = 0;
  while (text.charCodeAt(at) === space) at++;
  return at;
}

class YamlCutter {
  readonly #text: string;
  readonly #segments: Segment[] = [];
  readonly #levels: YamlLevel[];
  #start = 0;
  #pending: Pick<Segment, "section" | "opens"> = { section: undefined };
  /** Indentation of the piece that the next line may belong to; undefined where a key has to come. */
  #indent: number | undefined;

  constructor(text: string, levels: readonly YamlLevel[]) {
    this.#text = text;
    this.#levels = [...levels];
  }

  cut(): { readonly segments: readonly Segment[]; readonly levels: readonly YamlLevel[] } | undefined {
    const [start = ""] = /^---[ \t]*\r?\n/.exec(this.#text) ?? [];
    for (let line = nextLine(this.#text, start.length); line; line = nextLine(this.#text, line.end)) {
      if (isOdd(this.#text, line)) return undefined;
      if (this.#indent !== undefined && this.#continues(line, this.#indent)) continue;
      if (!this.#begin(line)) return undefined;
    }
    this.#close(this.#text.length);
    return { segments: this.#segments, levels: this.#levels };
  }

  #continues(line: Line, indent: number): boolean {
    return line.indent > indent || (line.indent === indent && isItem(this.#text, line));
  }

  /** Starts a piece or a section at a line; false when no key can be there. */
  #begin(line: Line): boolean {
    while (this.#levels.length > 1 && (this.#levels.at(-1)?.indent ?? 0) > line.indent) this.#levels.pop();
    const level = this.#levels.at(-1);
    if (level?.indent !== line.indent || !startsKey(this.#text, line)) return false;
    this.#close(line.start);
    const inner = this.#sectionAt(line, level.path);
    if (inner) {
      this.#levels.push(inner);
      this.#pending = { section: undefined, opens: inner.path };
      this.#indent = undefined;
    } else {
      this.#pending = { section: level.path };
      this.#indent = line.indent;
    }
    return true;
  }

  #sectionAt(line: Line, path: readonly string[]): YamlLevel | undefined {
    const [, double, single, plain] = yamlHeader.exec(this.#text.slice(line.start, line.end)) ?? [];
    const key = double ?? single ?? plain;
    if (key === undefined || !isSection([...path, key])) return undefined;
    const first = nextLine(this.#text, line.end);
    if (!first || first.indent <= line.indent || !startsKey(this.#text, first)) return undefined;
    return { indent: first.indent, path: [...path, key] };
  }

  #close(end: number): void {
    if (end === this.#start) return;
    const text = this.#text.slice(this.#start, end);
    this.#segments.push({ text, lines: countLines(text), ...this.#pending });
    this.#start = end;
  }
}

const space = 32;
const tab = 9;
const hash = 35;
const dash = 45;

/** The next line with something on it, from the start of a line on. */
function nextLine(text: string, from: number): Line | undefined {
  for (let start = from; start < text.length;) {
    const feed = text.indexOf("\n", start);
    const end = feed < 0 ? text.length : feed + 1;
    let at = start;
    while (text.charCodeAt(at) === space) at++;
    const code = text.charCodeAt(at);
    if (at < end && code !== 10 && code !== 13 && code !== hash) return { start, end, indent: at - start };
    start = end;
  }
  return undefined;
}

/** Tabs, marks between documents, directives. */
function isOdd(text: string, { start, indent }: Line): boolean {
  const code = text.charCodeAt(start + indent);
  return (
    code === tab || (indent === 0 && (code === 37 || /^(?:---|\.\.\.)/.test(text.slice(start, start + 3))))
  );
}

function isItem(text: string, { start, indent }: Line): boolean {
  if (text.charCodeAt(start + indent) !== dash) return false;
  const next = text.charCodeAt(start + indent + 1);
  return next === space || next === 10 || next === 13 || Number.isNaN(next);
}

/** Items, explicit keys and flow collections have no key in front. */
function startsKey(text: string, line: Line): boolean {
  return !isItem(text, line) && !/^[?{}[\],&*!|>%@`]/.test(text.charAt(line.start + line.indent));
}
