import { inFile } from "./files.ts";
import { documentationOf } from "../documentation.ts";
import { severities, shownRange, type Finding, type Range } from "../finding.ts";
import { comparePositions } from "../../../../shared/textRange.ts";

/**
 * A finding in Spectral's own terms: severities are numbers, paths are the mapped ones. They start with the key of a file
 * unless they are about the root document.
 */
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

/** Path of the file on disk that a key stands for; undefined: that of the root document. */
export type PathOfFile = (file: string | undefined) => string;

/** A result with its place, in our words. */
export function toFinding(result: Result, pathOfFile: PathOfFile, range: Range): Finding {
  const { code, severity, message } = result;
  const { file, path } = inFile(result.path);
  const source = pathOfFile(file);
  const documentationUrl = documentationOf(code, result.documentationUrl);
  return {
    code,
    severity: severities[severity] ?? "hint",
    message,
    source,
    path,
    range: shownRange(range),
    ...(documentationUrl !== undefined && { documentationUrl }),
  };
}

/** Sorts findings the way spectral-core does: by file, place, code and path. */
export function sortFindings<Item extends Pick<Finding, "code" | "path" | "range" | "source">>(
  findings: readonly Item[],
): readonly Item[] {
  return [...findings].sort(
    (a, b) =>
      (a.source === b.source ? 0 : Math.sign(a.source.localeCompare(b.source))) ||
      Math.sign(comparePositions(a.range.start, b.range.start)) ||
      Math.sign(codes.compare(a.code, b.code)) ||
      Math.sign(a.path.join().localeCompare(b.path.join())),
  );
}

const codes = new Intl.Collator(undefined, { numeric: true });
