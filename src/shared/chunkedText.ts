import { lastAtMost } from "./lineIndex.ts";
import { comparePositions, type Position, type Range } from "./textRange.ts";

/** Whole lines of a text; the object stays the same as long as its text does. */
export interface Chunk {
  readonly text: string;
  /** How many line ends the text has. */
  readonly ends: number;
  /** Whether all of them are "\n". */
  readonly isPlain: boolean;
}

/**
 * A text that takes edits without being copied: an edit touches one chunk of lines, however long the text is. Lines end
 * with "\n", "\r\n" or "\r"; columns are UTF-16 units.
 */
export class ChunkedText {
  readonly #size: number;
  #chunks: Chunk[];
  #length: number;
  #whole: string | undefined;
  /** Line that each chunk starts with; undefined after an edit. */
  #firstLines: readonly number[] | undefined;

  /** @param size how long chunks are at least, in UTF-16 units; the last one aside. */
  constructor(text: string, size = 4096) {
    this.#size = size;
    this.#chunks = chunksOf(text, size);
    this.#length = text.length;
    this.#whole = text;
  }

  /** Number of UTF-16 units. */
  get length(): number {
    return this.#length;
  }

  /** The chunks, in order. Each but the last one ends with "\n". */
  get chunks(): readonly Chunk[] {
    return this.#chunks;
  }

  /** The whole text; put together when it is asked for, and kept until the next edit. */
  toString(): string {
    return (this.#whole ??= this.#chunks.map(({ text }) => text).join(""));
  }

  /** Replaces what is in a range; places beyond the end of a line or the text count as that end. */
  replace({ start, end }: Range, text: string): void {
    const isOrdered = comparePositions(start, end) <= 0;
    const from = this.#placeOf(isOrdered ? start : end);
    const to = this.#placeOf(isOrdered ? end : start);
    const before = this.#chunkAt(from.index).text.slice(0, from.at);
    let joined = before + text + this.#chunkAt(to.index).text.slice(to.at);
    let last = to.index;
    // What lost its line end goes on in the next chunk.
    while (!joined.endsWith("\n") && last < this.#chunks.length - 1) joined += this.#chunkAt(++last).text;
    const replaced = this.#chunks
      .slice(from.index, last + 1)
      .reduce((sum, chunk) => sum + chunk.text.length, 0);
    this.#chunks.splice(from.index, last + 1 - from.index, ...chunksOf(joined, this.#size));
    this.#length += joined.length - replaced;
    this.#whole = undefined;
    this.#firstLines = undefined;
  }

  /** The text of a line, from 0, without its end; "" beyond the last one. */
  line(line: number): string {
    const { index, at } = this.#placeOf({ line, character: 0 });
    const chunk = this.#chunkAt(index);
    return chunk.text.slice(at, endOfLine(chunk, at));
  }

  /** Line and column of an offset. */
  positionAt(offset: number): Position {
    let line = 0;
    let left = Math.max(0, Math.min(offset, this.#length));
    const last = this.#chunks.length - 1;
    for (let index = 0; index < last; index++) {
      const { text, ends } = this.#chunkAt(index);
      if (left < text.length) return below(this.#chunkAt(index), left, line);
      left -= text.length;
      line += ends;
    }
    return below(this.#chunkAt(last), left, line);
  }

  #chunkAt(index: number): Chunk {
    return this.#chunks[index] ?? nothing;
  }

  #placeOf({ line, character }: Position): { readonly index: number; readonly at: number } {
    const firstLines = (this.#firstLines ??= firstLinesOf(this.#chunks));
    const index = lastAtMost(firstLines, Math.max(0, line));
    const chunk = this.#chunkAt(index);
    const start = startOfLine(chunk, line - (firstLines[index] ?? 0));
    return { index, at: Math.min(start + Math.max(0, character), endOfLine(chunk, start)) };
  }
}

const nothing: Chunk = { text: "", ends: 0, isPlain: true };

function firstLinesOf(chunks: readonly Chunk[]): readonly number[] {
  let line = 0;
  return chunks.map(({ ends }) => (line += ends) - ends);
}

function chunksOf(text: string, size: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let start = 0; start < text.length;) {
    const feed = start + size < text.length ? text.indexOf("\n", start + size) : -1;
    const end = feed < 0 ? text.length : feed + 1;
    chunks.push(chunkOf(text.slice(start, end)));
    start = end;
  }
  return chunks.length > 0 ? chunks : [nothing];
}

function chunkOf(text: string): Chunk {
  let ends = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) ends++;
  const isPlain = !text.includes("\r");
  return { text, ends: isPlain ? ends : ends + (text.match(/\r(?!\n)/g)?.length ?? 0), isPlain };
}

const lineStarts = new WeakMap<Chunk, readonly number[]>();

/** Offset of a line in a chunk, counted from its first one; the chunk's end when it has fewer. */
function startOfLine(chunk: Chunk, line: number): number {
  let starts = lineStarts.get(chunk);
  if (!starts) lineStarts.set(chunk, (starts = startsOf(chunk)));
  return starts[Math.max(0, line)] ?? chunk.text.length;
}

function startsOf(chunk: Chunk): readonly number[] {
  const starts = [0];
  for (let left = chunk.ends, start = 0; left > 0; left--)
    starts.push((start = startOfNext(chunk, endOfLine(chunk, start))));
  return starts;
}

function endOfLine({ text, isPlain }: Chunk, from: number): number {
  const feed = text.indexOf("\n", from);
  const end = feed < 0 ? text.length : feed;
  if (isPlain) return end;
  const carriage = text.slice(from, end).indexOf("\r");
  return carriage < 0 ? end : from + carriage;
}

function startOfNext({ text }: Chunk, end: number): number {
  return end + (text.startsWith("\r\n", end) ? 2 : 1);
}

/** Position of an offset in a chunk that starts at a line; none is between the parts of a line end. */
function below(chunk: Chunk, offset: number, line: number): Position {
  let start = 0;
  for (let current = line; ; current++) {
    const end = endOfLine(chunk, start);
    const next = startOfNext(chunk, end);
    if (offset < next || end === chunk.text.length)
      return { line: current, character: Math.min(offset, end) - start };
    start = next;
  }
}
