import type { DocumentEditor, Path, TextEdit } from "./editor.ts";

/** How to settle the findings of a rule with one edit of the file that they are in. */
export interface Fix {
  /** Id of the rule. */
  readonly code: string;
  /** What the edit does, as a button says it. */
  readonly title: string;
  /**
   * "safe": means the same to every client, or says what the author left open; applied by `--fix` and by
   * "fix all". "suggested": a person has to judge the value.
   */
  readonly kind: "safe" | "suggested";
  /** The edit for a finding at a path; undefined when this one is not of the kind that it settles. */
  edit(document: DocumentEditor, path: Path): TextEdit | undefined;
}
