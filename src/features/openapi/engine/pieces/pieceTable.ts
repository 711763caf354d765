import type { Range } from "../finding.ts";
import { cut } from "./cut.ts";
import { indentOf, isOneYamlPiece } from "./cutYaml.ts";
import { countLines, type Cut, type Segment } from "./segment.ts";

/** Text in place of what is in a range: lines and UTF-16 columns from 0. */
export interface TextChange {
  readonly range: Range;
  readonly text: string;
}

/** A text in pieces. An edit within a piece touches that piece only; any other edit cuts the text anew. */
export class PieceTable {
  readonly #path: string;
  #cut: Cut | undefined;
  /** The text while it is not cut. */
  #whole = "";
  /** The pieces of the last cut, to find those that are still the same. */
  #last: Cut | undefined;

  /** @param path tells JSON by its ending. */
  constructor(path: string, text: string) {
    this.#path = path;
    this.#recut(text);
  }

  /** The pieces; undefined when the text cannot be cut safely. */
  get cut(): Cut | undefined {
    return this.#cut;
  }

  get text(): string {
    return this.#cut ? this.#cut.segments.map(({ text }) => text).join("") : this.#whole;
  }

  /** Number of UTF-16 units. */
  get length(): number {
    return this.#cut
      ? this.#cut.segments.reduce((sum, { text }) => sum + text.length, 0)
      : this.#whole.length;
  }

  /** Takes an edit in. */
  change({ range, text }: TextChange): void {
    if (this.#cut && this.#changeWithin(this.#cut, range, text)) return;
    const whole = this.text;
    const [start, end] = offsetsOf(whole, range);
    this.#recut(whole.slice(0, start) + text + whole.slice(end));
  }

  #changeWithin({ format, segments }: Cut, { start, end }: Range, inserted: string): boolean {
    let index = 0;
    let line = 0;
    for (; index < segments.length; index++) {
      const { lines } = segments[index] ?? noSegment;
      if (start.line < line + lines || index === segments.length - 1) break;
      line += lines;
    }
    const segment = segments[index];
    if (!segment?.section) return false;
    const isLast = index === segments.length - 1;
    const isAtEnd = end.line === line + segment.lines && end.character === 0 && !isLast;
    if (end.line > line + segment.lines || (end.line === line + segment.lines && !isLast && !isAtEnd))
      return false;
    const below = (position: Range["start"]) => ({
      line: position.line - line,
      character: position.character,
    });
    const [from, to] = offsetsOf(segment.text, { start: below(start), end: below(end) });
    const text = segment.text.slice(0, from) + inserted + segment.text.slice(to);
    if (!isLast && !text.endsWith("\n")) return false;
    const isOne =
      format === "yaml"
        ? isOneYamlPiece(text, indentOf(segment.text))
        : hasComma(text) === hasComma(segment.text) && /^[ \t]*"/.test(text) && !/\r(?!\n)/.test(text);
    if (!isOne) return false;
    const changed = [...segments];
    changed[index] = { ...segment, text, lines: countLines(text) };
    this.#cut = { format, segments: changed };
    return true;
  }

  #recut(text: string): void {
    this.#last = this.#cut ?? this.#last;
    const fresh = cut(this.#path, text);
    this.#whole = fresh ? "" : text;
    this.#cut = fresh && this.#last ? reusing(fresh, this.#last) : fresh;
  }
}

const noSegment: Segment = { text: "", lines: 0, section: undefined };

/** The same cut, with the segments of another one where they are equal. */
function reusing({ format, segments }: Cut, last: Cut): Cut {
  const known = new Map(last.segments.map((segment) => [segment.text, segment]));
  return {
    format,
    segments: segments.map((segment) => {
      const same = known.get(segment.text);
      return same && placeOf(same) === placeOf(segment) ? same : segment;
    }),
  };
}

function placeOf({ section, opens, closes }: Segment): string {
  return JSON.stringify([section, opens, closes]);
}

function hasComma(text: string): boolean {
  return text.trimEnd().endsWith(",");
}

/** Offsets of a range; columns beyond the end of their line count as its end, as editors have it. */
function offsetsOf(text: string, { start, end }: Range): readonly [number, number] {
  const from = offsetOf(text, start);
  return [from, Math.max(from, offsetOf(text, end))];
}

/** Editors end lines at lone carriage returns, too. */
function offsetOf(text: string, { line, character }: Range["start"]): number {
  let at = 0;
  for (let current = 0; current < line; current++) {
    const end = endOfLine(text, at);
    if (end === text.length) return end;
    at = end + (text.startsWith("\r\n", end) ? 2 : 1);
  }
  return Math.min(at + character, endOfLine(text, at));
}

function endOfLine(text: string, from: number): number {
  const feed = text.indexOf("\n", from);
  const end = feed < 0 ? text.length : feed;
  for (let at = from; at < end; at++) if (text.charCodeAt(at) === 13) return at;
  return end;
}
