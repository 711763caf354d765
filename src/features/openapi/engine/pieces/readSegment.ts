import { Inexpressible } from "../automaton/inexpressible.ts";
import { isContainer } from "../automaton/json.ts";
import { requireUsualReferences } from "../automaton/references.ts";
import { readBlock, type ReadBlock } from "./readBlock.ts";
import {
  pieceRanges,
  readPiece,
  readWhole,
  wholeRanges,
  type FindRange,
  type ReadPiece,
} from "./readPiece.ts";
import type { Format, Segment } from "./segment.ts";

const reads = new WeakMap<Segment, ReadPiece | "unreadable">();
const finders = new WeakMap<Segment, WeakRef<FindRange>>();

/**
 * Reads a segment, once; a segment never changes. Undefined when it cannot be read on its own, or has anything that
 * only spectral-core knows how to take.
 */
export function readSegment(segment: Segment, format: Format): ReadPiece | undefined {
  let read = reads.get(segment);
  if (!read) reads.set(segment, (read = readPlain(segment, format) ?? "unreadable"));
  return read === "unreadable" ? undefined : read;
}

/**
 * Reads what is different in a segment from the one that was in its place. Undefined when it was read before, or has to
 * be read as a whole.
 */
export function readSegmentAgain(segment: Segment, before: Segment, format: Format): ReadBlock | undefined {
  const read = reads.get(before);
  if (!read || read === "unreadable" || reads.has(segment) || segment.whole !== undefined) return undefined;
  const block = orUndefined(() => {
    const changed = readBlock({ text: before.text, read }, segment.text, format);
    if (changed) requireUsualReferences(changed.value);
    return changed;
  });
  if (block) reads.set(segment, block.read);
  return block;
}

function readPlain(segment: Segment, format: Format): ReadPiece | undefined {
  const keep = (find: FindRange): void => void finders.set(segment, new WeakRef(find));
  return orUndefined(() => {
    const { text, whole } = segment;
    const read = whole === undefined ? readPiece(text, format, keep) : readWhole(whole, text, format, keep);
    // What only spectral-core knows how to follow is found out before anything is built on it.
    if (read && isContainer(read.value)) requireUsualReferences(read.value);
    return read;
  });
}

function orUndefined<Value>(act: () => Value | undefined): Value | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof Inexpressible) return undefined;
    throw error;
  }
}

/** Finds ranges in a segment; the memory takes back what that needs when it is short. */
export function rangesOf(segment: Segment, format: Format): FindRange {
  let find = finders.get(segment)?.deref();
  if (!find) {
    const { text, whole } = segment;
    find = whole === undefined ? pieceRanges(text, format) : wholeRanges(text, format);
    finders.set(segment, new WeakRef(find));
  }
  return find;
}
