/**
 * Whole lines of a description. A piece is one entry (`/orders:` with all that is below it); the lines around pieces
 * open and close the sections that they are in.
 */
export interface Segment {
  /** Whole lines, line ends included. */
  readonly text: string;
  /** How many line feeds the text has. */
  readonly lines: number;
  /** Keys from the root to the section that a piece is an entry of; undefined when the segment is no piece. */
  readonly section: readonly string[] | undefined;
  /** Keys to the section that starts with this segment. */
  readonly opens?: readonly string[];
  /** Keys to the section that ends with this segment. */
  readonly closes?: readonly string[];
  /** Key of a file that it is all of. */
  readonly whole?: string;
  /** Lines that cannot be cut as they are, and the segments that they were before. */
  readonly broken?: readonly Segment[];
}

/** A text, cut into pieces that can be read on their own. */
export interface Cut {
  readonly format: Format;
  /** None of them is broken. */
  readonly segments: readonly Segment[];
}

export type Format = "yaml" | "json";

/** JSON is told by the ending of its path. */
export function formatOf(path: string): Format {
  return path.toLowerCase().endsWith(".json") ? "json" : "yaml";
}

const sections: ReadonlySet<string> = new Set(
  "paths webhooks components definitions parameters responses securityDefinitions".split(" "),
);

/** Tells whether what a key leads to is cut into its entries, instead of being a piece itself. */
export function isSection(path: readonly string[]): boolean {
  const [top = ""] = path;
  return path.length === 1
    ? sections.has(top) || top.startsWith("x-")
    : path.length === 2 && top === "components";
}

/** Counts line feeds. */
export function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
