import { countLines, isSection, type Segment } from "./segment.ts";

// Control characters cannot be in a key as they are.
const member = /^[ \t]*"((?:[^"\\\p{Cc}]|\\.)*)"[ \t]*:[ \t]*(.*)$/u;
const opening = /^[ \t]*\{[ \t]*$/;
const closing = /^[ \t]*\}[ \t]*(,?)[ \t]*$/;

/** An open section, and whether the entry before has a comma behind it (undefined: no entry yet). */
export interface JsonLevel {
  readonly path: readonly string[];
  readonly comma: boolean | undefined;
}

/**
 * Cuts JSON that has one entry a line. Where commas belong and whether brackets match is told here for sections; the
 * inside of a piece is told when it is read. Undefined when the lines are others.
 */
export function cutJson(text: string): readonly Segment[] | undefined {
  const part = cutJsonPart(text, []);
  return part?.levels.length === 0 && part.segments.some(({ closes }) => closes) ? part.segments : undefined;
}

/** Cuts whole lines in the middle of such a text. @param levels the sections that are open in front of them. */
export function cutJsonPart(
  text: string,
  levels: readonly JsonLevel[],
): { readonly segments: readonly Segment[]; readonly levels: readonly JsonLevel[] } | undefined {
  return /\r(?!\n)/.test(text) ? undefined : new JsonCutter(text, levels).cut();
}

/** Tells whether whole lines in a section are one entry of it. */
export function isOneJsonPiece(text: string, section: readonly string[]): boolean {
  const part = cutJsonPart(text, [{ path: section, comma: undefined }]);
  const isOne =
    part?.segments.length === 1 && part.segments[0]?.section !== undefined && part.levels.length === 1;
  return isOne && isClosed(text);
}

/** Tells whether the last line of an entry closes what the first one opens. */
function isClosed(text: string): boolean {
  const lines = text.trimEnd();
  const [first = ""] = lines.split("\n", 1);
  if (first.length === lines.length) return true;
  const last = lines.slice(lines.lastIndexOf("\n") + 1);
  return jsonIndentOf(last) === jsonIndentOf(first) && /^[}\]]/.test(last.trimStart());
}

/** Tells whether whole lines between the first and the last one of an entry may be others: all of them are deeper. */
export function areInsideJsonPiece(lines: string, indent: number): boolean {
  if (/\r(?!\n)/.test(lines)) return false;
  for (let at = 0; at < lines.length; at = lines.indexOf("\n", at) + 1 || lines.length) {
    if (/[\r\n]/.test(lines.charAt(at))) continue;
    for (let column = 0; column <= indent; column++)
      if (!isBlank(lines.charCodeAt(at + column))) return false;
  }
  return true;
}

/** Tells whether an entry has a comma behind it. */
export function hasComma(text: string): boolean {
  return text.trimEnd().endsWith(",");
}

class JsonCutter {
  readonly #text: string;
  readonly #segments: Segment[] = [];
  /** From the root on. */
  readonly #levels: { readonly path: readonly string[]; comma: boolean | undefined }[];
  #at = 0;
  #isOver = false;

  constructor(text: string, levels: readonly JsonLevel[]) {
    this.#text = text;
    this.#levels = levels.map((level) => ({ ...level }));
  }

  cut(): { readonly segments: readonly Segment[]; readonly levels: readonly JsonLevel[] } | undefined {
    while (this.#at < this.#text.length) {
      const start = this.#at;
      const line = this.#line();
      if (!this.#take(line, start)) return undefined;
    }
    return { segments: this.#segments, levels: this.#levels };
  }

  #take(line: string, start: number): boolean {
    const level = this.#levels.at(-1);
    if (line.trim() === "") return this.#add(start, { section: undefined });
    if (!level) {
      if (this.#isOver || !opening.test(line)) return false;
      this.#levels.push({ path: [], comma: undefined });
      return this.#add(start, { section: undefined, opens: [] });
    }
    const close = closing.exec(line);
    if (close) return this.#closeSection(start, close[1] === ",");
    if (level.comma === false) return false;
    const [, key, value = ""] = member.exec(line) ?? [];
    if (key === undefined) return false;
    const path = [...level.path, key];
    if (value.trimEnd() === "{" && isSection(path)) {
      this.#levels.push({ path, comma: undefined });
      return this.#add(start, { section: undefined, opens: path });
    }
    if (/[{[]$/.test(value.trimEnd())) this.#skipInside(jsonIndentOf(line));
    level.comma = hasComma(this.#text.slice(Math.max(start, this.#at - 80), this.#at));
    return this.#add(start, { section: level.path });
  }

  #closeSection(start: number, comma: boolean): boolean {
    const closed = this.#levels.pop();
    const outer = this.#levels.at(-1);
    if (!closed || closed.comma === true) return false;
    if (outer) outer.comma = comma;
    else if (comma) return false;
    else this.#isOver = true;
    return this.#add(start, { section: undefined, closes: closed.path });
  }

  /** Goes behind the line that closes what a line opens: the next one that is not deeper, unless it closes nothing. */
  #skipInside(indent: number): void {
    while (this.#at < this.#text.length) {
      const isDeeper = isBlank(this.#text.charCodeAt(this.#at + indent)) && this.#isIndented(indent);
      const isEmpty = /[\r\n]/.test(this.#text.charAt(this.#at));
      if (!isDeeper && !isEmpty && !this.#closesAt(indent)) return;
      this.#next();
      if (!isDeeper && !isEmpty) return;
    }
  }

  #closesAt(indent: number): boolean {
    return this.#isIndented(indent) && /[}\]]/.test(this.#text.charAt(this.#at + indent));
  }

  #isIndented(indent: number): boolean {
    for (let at = this.#at; at < this.#at + indent; at++)
      if (!isBlank(this.#text.charCodeAt(at))) return false;
    return true;
  }

  #line(): string {
    const start = this.#at;
    this.#next();
    return this.#text.slice(start, this.#at).replace(/\r?\n$/, "");
  }

  #next(): void {
    const feed = this.#text.indexOf("\n", this.#at);
    this.#at = feed < 0 ? this.#text.length : feed + 1;
  }

  #add(start: number, part: Pick<Segment, "section" | "opens" | "closes">): true {
    const text = this.#text.slice(start, this.#at);
    this.#segments.push({ text, lines: countLines(text), ...part });
    return true;
  }
}

/** Blanks before the first character of a line. */
export function jsonIndentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
