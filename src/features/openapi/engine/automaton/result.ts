import type { Finding, Position, Range } from "../finding.ts";

/** A finding in Spectral's own terms: severities are numbers, paths are the mapped ones. */
export interface Result {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
  readonly severity: number;
  readonly documentationUrl?: string;
}

export interface PlacedResult extends Result {
  readonly range: Range;
}

/** Sorts findings the way spectral-core does: by file, place, code and path. */
export function sortFindings<Item extends Pick<Finding, "code" | "path" | "range" | "source">>(
  findings: readonly Item[],
): readonly Item[] {
  return [...findings].sort(
    (a, b) =>
      Math.sign(a.source.localeCompare(b.source)) ||
      comparePositions(a.range.start, b.range.start) ||
      Math.sign(codes.compare(a.code, b.code)) ||
      Math.sign(a.path.join().localeCompare(b.path.join())),
  );
}

const codes = new Intl.Collator(undefined, { numeric: true });

function comparePositions(a: Position, b: Position): number {
  return Math.sign(a.line - b.line) || Math.sign(a.character - b.character);
}
