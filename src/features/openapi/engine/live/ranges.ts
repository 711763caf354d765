import { shownRange, type Position, type Range } from "../finding.ts";
import { movedDown } from "../../../../shared/textRange.ts";
import type { ChangedLines } from "../pieces/changedBlock.ts";
import type { ReadBlock } from "../pieces/readBlock.ts";
import type { FindRange } from "../pieces/readPiece.ts";
import type { Segment } from "../pieces/segment.ts";
import { rangesOf } from "../pieces/readSegment.ts";
import { childOf, isEntry, type Entry, type Placed, type Section } from "./entry.ts";

const zero: Position = { line: 0, character: 0 };

/** Where values are, as Spectral's parsers say it. Ranges in an entry count from its first line. */
export class Ranges {
  readonly #root: Section;
  readonly #known = new WeakMap<Segment, Map<string, Range | undefined>>();
  /** Segments of which a part was read last. */
  readonly #blocks = new WeakMap<
    Segment,
    { readonly start: string; readonly depth: number; readonly find: FindRange }
  >();

  constructor(root: Section) {
    this.#root = root;
  }

  /** Takes over what is known of a segment that another one is in the place of, as far as an edit left it alone. */
  carryOver(before: Segment, after: Segment, { path, find, lines, end }: ReadBlock): void {
    const start = path.join("\0");
    const carried = new Map<string, Range | undefined>();
    for (const [key, range] of this.#known.get(before) ?? []) {
      if (key === start || key.startsWith(`${start}\0`)) continue;
      // What ends with the block may end elsewhere now.
      if (start.startsWith(`${key}\0`) && range && !isBehind(range.end, end)) continue;
      const place = range && moved(range, lines);
      if (place || !range) carried.set(key, place);
    }
    this.#known.set(after, carried);
    this.#blocks.set(after, { start, depth: path.length, find });
  }

  /** Range of the value at a path in the document; what Spectral says when there is none. */
  rangeOf(path: readonly string[]): Range {
    const { child, depth } = this.#owner(path);
    if (isEntry(child)) return shownRange(shifted(this.within(child, path), child.line));
    if (depth < path.length && child.format === "yaml") return { start: zero, end: zero };
    return shownRange(this.#sectionRange(child));
  }

  /** The entry that a path leads into; undefined when it ends before one. */
  entryAt(path: readonly string[]): Entry | undefined {
    const { child } = this.#owner(path);
    return isEntry(child) ? child : undefined;
  }

  /** Range of the value at a path in an entry, in lines from the entry's first; undefined when there is none. */
  within(entry: Entry, path: readonly string[]): Range | undefined {
    const { segment } = entry;
    let known = this.#known.get(segment);
    if (!known) this.#known.set(segment, (known = new Map<string, Range | undefined>()));
    const below = path.slice(entry.path.length - 1);
    const key = below.join("\0");
    if (!known.has(key)) known.set(key, this.#find(entry, below, key));
    return known.get(key);
  }

  #find({ segment, format }: Entry, path: readonly string[], key: string): Range | undefined {
    const block = this.#blocks.get(segment);
    const range =
      block && key.startsWith(`${block.start}\0`) ? block.find(path.slice(block.depth)) : undefined;
    const found = range ?? rangesOf(segment, format)(path);
    return found && found.start.character >= 0 ? found : undefined;
  }

  #owner(path: readonly string[]): { readonly child: Entry | Section; readonly depth: number } {
    let child: Entry | Section = this.#root;
    for (const [depth, part] of path.entries()) {
      if (isEntry(child)) return { child, depth };
      const next: Entry | Section | undefined = childOf(
        child,
        child.format === "json" ? spelled(part) : part,
      );
      if (!next) return { child, depth };
      child = next;
    }
    return { child, depth: path.length };
  }

  #sectionRange(section: Section): Range {
    return section.format === "json" ? jsonSection(section) : this.#yamlSection(section);
  }

  #yamlSection(section: Section): Range {
    const { start } = section.opening ? afterKey(section.opening) : { start: startOf(section) };
    return { start, end: this.#endOf(section) };
  }

  #endOf(section: Section): Position {
    const last = [...section.children.values()].at(-1);
    if (!last) return zero;
    return isEntry(last) ? shifted(this.within(last, last.path), last.line).end : this.#endOf(last);
  }
}

/** Spectral's parser starts a root that begins at the second line at the first. */
function startOf(root: Section): Position {
  const [first] = root.children.values();
  const line = first ? (isEntry(first) ? first.line : (first.opening?.line ?? 0)) : 0;
  return line <= 1 ? zero : { line, character: 0 };
}

/** Where a range is after an edit of some lines; undefined when that is hard to tell. */
function moved({ start, end }: Range, { first, endBefore, endAfter }: ChangedLines): Range | undefined {
  if (end.character < 0) return undefined;
  const by = endAfter - endBefore;
  const isBefore = ({ line, character }: Position) => line < first || (line === first && character === 0);
  const below = ({ line, character }: Position) => ({ line: line + by, character });
  if (isBefore(end)) return { start, end };
  if (isBehind(start, endBefore)) return { start: below(start), end: below(end) };
  return isBefore(start) && isBehind(end, endBefore) ? { start, end: below(end) } : undefined;
}

/** Tells whether a place is behind the start of a line. */
function isBehind({ line, character }: Position, start: number): boolean {
  return line > start || (line === start && character > 0);
}

/** Spectral's parser looks for whole numbers as they are printed. */
function spelled(part: string): string {
  const number = Number(part);
  return Number.isInteger(number) ? String(number) : part;
}

/** Stands for the start of the document in an entry. */
export const nowhere: Range = { start: zero, end: zero };

/** Moves a range down by some lines; `nowhere` stays the start of the document. */
export function shifted(range: Range | undefined, lines: number): Range {
  if (!range || range === nowhere) return nowhere;
  return movedDown(range, lines);
}

function afterKey({ text, line }: Placed): { readonly start: Position } {
  return { start: { line, character: /^ *(?:"[^"]*"|'[^']*'|[^:]*):/.exec(text)?.[0].length ?? 0 } };
}

function jsonSection({ opening, closing }: Section): Range {
  const start = { line: opening?.line ?? 0, character: opening?.text.lastIndexOf("{") ?? 0 };
  return { start, end: { line: closing?.line ?? 0, character: (closing?.text.indexOf("}") ?? 0) + 1 } };
}
