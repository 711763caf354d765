import { looksLikeJson } from "../syntax.ts";
import { jsonEditor } from "./jsonEditor.ts";
import { yamlEditor } from "./yamlEditor.ts";

export type Path = readonly (string | number)[];
export type Scalar = string | number | boolean;
/** What fixes write: scalars, and mappings of them. */
export type Writable = Scalar | { readonly [key: string]: Writable };

/** Replaces the characters from `start` to `end` (offsets) with a text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Edits of a document that leave every other character alone: comments, order and quotes are their author's.
 * Each method answers undefined where the document has nothing of the kind at the path.
 */
export interface DocumentEditor {
  /** The value at a path, aliases resolved. */
  valueAt(path: Path): unknown;
  /** Replaces a scalar. */
  replace(path: Path, value: Scalar): TextEdit | undefined;
  /** Adds a key at the end of a mapping that does not have it. */
  add(path: Path, key: string, value: Writable): TextEdit | undefined;
  /** Adds an item at the end of a sequence. */
  append(path: Path, value: Writable): TextEdit | undefined;
  /** Renames the key that a path ends with. */
  rename(path: Path, key: string): TextEdit | undefined;
}

/** An editor for a text in YAML or JSON; undefined when the text does not parse. */
export function editorOf(text: string): DocumentEditor | undefined {
  return (looksLikeJson(text) ? jsonEditor(text) : undefined) ?? yamlEditor(text);
}

/**
 * Applies edits that do not overlap; of two that do, the first in the list counts.
 * @returns the text, and how many edits were applied.
 */
export function applyEdits(
  text: string,
  edits: readonly TextEdit[],
): { readonly text: string; readonly applied: number } {
  const chosen: TextEdit[] = [];
  for (const edit of edits) if (!chosen.some((other) => overlaps(edit, other))) chosen.push(edit);
  const ordered = [...chosen].sort((one, other) => other.start - one.start);
  const result = ordered.reduce(
    (current, edit) => current.slice(0, edit.start) + edit.text + current.slice(edit.end),
    text,
  );
  return { text: result, applied: chosen.length };
}

/** Two insertions at one place overlap too: which comes first would be chance. */
function overlaps(one: TextEdit, other: TextEdit): boolean {
  return one.start <= other.end && other.start <= one.end;
}
