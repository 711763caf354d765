import { movedDown, type Range } from "../../../../shared/textRange.ts";
import { cut } from "./cut.ts";
import { cutAgain, isSamePlace, widened, type Replacement } from "./cutAgain.ts";
import { areInsideJsonPiece, hasComma, isOneJsonPiece, jsonIndentOf } from "./cutJson.ts";
import { areInsideYamlPiece, indentOf, isOneYamlPiece } from "./cutYaml.ts";
import { countLines, formatOf, type Cut, type Format, type Segment } from "./segment.ts";

/** Text in place of what is in a range: lines and UTF-16 columns from 0. */
export interface TextChange {
  readonly range: Range;
  readonly text: string;
}

/**
 * A text in pieces. An edit touches the pieces that it is in. Where that leaves lines that cannot be cut, these wait for
 * the next edit and the other pieces stay.
 */
export class PieceTable {
  readonly #path: string;
  readonly #format: Format;
  /** Undefined when the text cannot be cut at all. */
  #segments: readonly Segment[] | undefined;
  /** The text while it is not cut. */
  #whole = "";
  #length: number;

  /** @param path tells JSON by its ending. */
  constructor(path: string, text: string) {
    this.#path = path;
    this.#format = formatOf(path);
    this.#length = text.length;
    this.#cutAll(text);
  }

  /** The pieces; undefined when the text cannot be cut safely. */
  get cut(): Cut | undefined {
    const segments = this.#segments;
    return segments && !segments.some(({ broken }) => broken)
      ? { format: this.#format, segments }
      : undefined;
  }

  /** The pieces, and the lines that cannot be cut; undefined when nothing can be. */
  get torn(): Cut | undefined {
    return this.#segments && { format: this.#format, segments: this.#segments };
  }

  get text(): string {
    return this.#segments ? joined(this.#segments) : this.#whole;
  }

  /** Number of UTF-16 units. */
  get length(): number {
    return this.#length;
  }

  /** Takes an edit in. */
  change({ range, text }: TextChange): void {
    const segments = this.#segments;
    if (!segments) {
      const [start, end] = offsetsOf(this.#whole, range);
      this.#length += text.length - (end - start);
      this.#cutAll(this.#whole.slice(0, start) + text + this.#whole.slice(end));
      return;
    }
    const [first, last, line] = touched(segments, range);
    const before = joined(segments.slice(first, last + 1));
    const [start, end] = offsetsOf(before, movedDown(range, -line));
    const after = before.slice(0, start) + text + before.slice(end);
    this.#length += after.length - before.length;
    const segment = segments[first];
    const edited = { start, end: start + text.length };
    if (
      segment?.section &&
      first === last &&
      (this.#isInside(segment, after, edited) ||
        this.#isStillOne(segment, after, first === segments.length - 1))
    )
      this.#segments = segments.with(first, { ...segment, text: after, lines: countLines(after) });
    else this.#cutAnew(segments, { first, last, text: after });
  }

  /** Tells by the lines that an edit touched whether a piece is still one; false: look at all of it. */
  #isInside(
    { text }: Segment,
    after: string,
    { start, end }: { readonly start: number; readonly end: number },
  ): boolean {
    const from = start === 0 ? 0 : after.lastIndexOf("\n", start - 1) + 1;
    const feed = after.indexOf("\n", end);
    if (from === 0 || feed < 0) return false;
    const lines = after.slice(from, feed + 1);
    if (this.#format === "yaml") return areInsideYamlPiece(lines, indentOf(text));
    return feed < after.length - 1 && areInsideJsonPiece(lines, jsonIndentOf(text));
  }

  #isStillOne({ text, section = [] }: Segment, after: string, isLast: boolean): boolean {
    if (!isLast && !after.endsWith("\n")) return false;
    return this.#format === "yaml"
      ? isOneYamlPiece(after, indentOf(text))
      : hasComma(after) === hasComma(text) && isOneJsonPiece(after, section);
  }

  #cutAll(text: string): void {
    this.#segments = cut(this.#path, text)?.segments;
    this.#whole = this.#segments ? "" : text;
  }

  /** Cuts the lines that an edit concerns, in the place of some segments. */
  #cutAnew(segments: readonly Segment[], edit: Replacement): void {
    const wide = widened(segments, edit);
    const fresh = cutAgain(this.#format, segments, wide);
    const last = fresh?.last ?? wide.last;
    const before = segments.slice(wide.first, last + 1).flatMap((segment) => segment.broken ?? [segment]);
    const replacing = fresh
      ? reusing(fresh.segments, before)
      : [{ text: wide.text, lines: editorLines(wide.text), section: undefined, broken: before }];
    this.#segments = [...segments.slice(0, wide.first), ...replacing, ...segments.slice(last + 1)];
    if (this.#segments.every(({ broken }) => broken)) this.#cutAll(joined(this.#segments));
  }
}

/** The same segments, with those of before where they are equal. */
function reusing(fresh: readonly Segment[], before: readonly Segment[]): readonly Segment[] {
  const known = new Map(before.map((segment) => [segment.text, segment]));
  return fresh.map((segment) => {
    const same = known.get(segment.text);
    return same && isSamePlace(same, segment) ? same : segment;
  });
}

/** Editors end lines at lone carriage returns, too. */
function editorLines(text: string): number {
  return countLines(text) + (text.match(/\r(?!\n)/g)?.length ?? 0);
}

function joined(segments: readonly Segment[]): string {
  return segments.map(({ text }) => text).join("");
}

/** The first and the last segment that a range is in, and the line that the first starts with. */
function touched(
  segments: readonly Segment[],
  { start, end }: Range,
): readonly [first: number, last: number, line: number] {
  const lastOne = segments.length - 1;
  let line = 0;
  let first = 0;
  for (; first < lastOne; first++) {
    const { lines } = segments[first] ?? noSegment;
    if (start.line < line + lines) break;
    line += lines;
  }
  let last = first;
  let next = line + (segments[first]?.lines ?? 0);
  // What ends in front of a line is not in it.
  while (last < lastOne && (end.line > next || (end.line === next && end.character > 0)))
    next += segments[++last]?.lines ?? 0;
  return [first, last, line];
}

const noSegment: Segment = { text: "", lines: 0, section: undefined };

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
