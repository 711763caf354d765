import { pieceRanges, readPiece, type FindRange, type ReadPiece } from "./readPiece.ts";
import type { Format, Segment } from "./segment.ts";

const reads = new WeakMap<Segment, ReadPiece | "unreadable">();
const finders = new WeakMap<Segment, WeakRef<FindRange>>();

/** Reads a segment, once; a segment never changes. Undefined when it cannot be read on its own. */
export function readSegment(segment: Segment, format: Format): ReadPiece | undefined {
  let read = reads.get(segment);
  if (!read) {
    const keep = (find: FindRange): void => void finders.set(segment, new WeakRef(find));
    read = readPiece(segment.text, format, keep) ?? "unreadable";
    reads.set(segment, read);
  }
  return read === "unreadable" ? undefined : read;
}

/** Finds ranges in a segment; the memory takes back what that needs when it is short. */
export function rangesOf(segment: Segment, format: Format): FindRange {
  let find = finders.get(segment)?.deref();
  if (!find) finders.set(segment, new WeakRef((find = pieceRanges(segment.text, format))));
  return find;
}
