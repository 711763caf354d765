import type { Range } from "../../../../shared/textRange.ts";

export type Severity = "error" | "warning" | "info" | "hint";

/** From the gravest to the mildest. */
export const severities: readonly Severity[] = ["error", "warning", "info", "hint"];

/** A replacement of a part of the text, as UTF-16 offsets. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A safe rewrite that a finding offers. */
export interface SqlFix {
  /** What the edit does, as a button says it. */
  readonly title: string;
  /**
   * "safe": ends in the same schema and data; applied by `--fix`. "suggested": a person has to judge it, as when rows
   * stay as they are or another migration has to follow.
   */
  readonly kind: "safe" | "suggested";
  readonly edits: readonly TextEdit[];
}

/** Something that a rule has to say about a place in a script. */
export interface SqlFinding {
  /** The rule's id: "create-index-blocks-writes". */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  /** Offset of the line below which a comment that ignores it goes: the start of the statement. */
  readonly statementStart: number;
  readonly fix?: SqlFix;
}
