import { countLines, isSection, type Segment } from "./segment.ts";

const member = /^[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*:[ \t]*(.*)$/;
const opening = /^[ \t]*\{[ \t]*$/;
const closing = /^[ \t]*\}[ \t]*(,?)[ \t]*$/;

/**
 * Cuts JSON that has one entry a line. Where commas belong and whether brackets match is told here for sections; the
 * inside of a piece is told when it is read. Undefined when the lines are others.
 */
export function cutJson(text: string): readonly Segment[] | undefined {
  return /\r(?!\n)/.test(text) ? undefined : new JsonCutter(text).cut();
}

class JsonCutter {
  readonly #text: string;
  readonly #segments: Segment[] = [];
  /** Open sections from the root on, and whether the entry before has a comma behind it (undefined: no entry yet). */
  readonly #levels: { readonly path: readonly string[]; comma: boolean | undefined }[] = [];
  #at = 0;
  #isOver = false;

  constructor(text: string) {
    this.#text = text;
  }

  cut(): readonly Segment[] | undefined {
    while (this.#at < this.#text.length) {
      const start = this.#at;
      const line = this.#line();
      if (!this.#take(line, start)) return undefined;
    }
    return this.#isOver ? this.#segments : undefined;
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
    if (/[{[]$/.test(value.trimEnd())) this.#skipInside(indentOf(line));
    level.comma = /,\s*$/.test(this.#text.slice(Math.max(start, this.#at - 80), this.#at));
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

  /** Goes to the line that closes what a line opens: the next one that is not deeper. */
  #skipInside(indent: number): void {
    while (this.#at < this.#text.length) {
      const isDeeper = isBlank(this.#text.charCodeAt(this.#at + indent)) && this.#isIndented(indent);
      const isEmpty = /[\r\n]/.test(this.#text.charAt(this.#at));
      this.#next();
      if (!isDeeper && !isEmpty) return;
    }
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

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
