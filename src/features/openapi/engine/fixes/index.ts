import type { Finding } from "../finding.ts";
import { addOperationId } from "./addOperationId.ts";
import { closeAdditionalProperties, closeUnevaluatedProperties } from "./closeObject.ts";
import { declareTag } from "./declareTag.ts";
import { applyEdits, type DocumentEditor, editorOf, type TextEdit } from "./editor.ts";
import type { Fix } from "./fix.ts";
import { formatInteger, limitArray, limitString } from "./limitSize.ts";
import { trimPathSlash, trimServerSlash } from "./trimSlash.ts";
import { useHttps } from "./useHttps.ts";

/** Every fix that there is. A rule has at most one. */
export const fixes: readonly Fix[] = [
  addOperationId,
  closeAdditionalProperties,
  closeUnevaluatedProperties,
  declareTag,
  formatInteger,
  limitArray,
  limitString,
  trimPathSlash,
  trimServerSlash,
  useHttps,
];

const fixByCode: ReadonlyMap<string, Fix> = new Map(fixes.map((fix) => [fix.code, fix]));

/** The fix that findings of a rule may have. */
export function fixOf(code: string): Fix | undefined {
  return fixByCode.get(code);
}

/** A fix, and what it changes for a finding. */
export interface ProposedFix {
  readonly fix: Fix;
  readonly edit: TextEdit;
}

/** A finding, as far as its fix needs it. */
export type FixPlace = Pick<Finding, "code" | "path">;

/** The fix for a finding in a document, when there is one that changes something. */
export function proposeFix(document: DocumentEditor, { code, path }: FixPlace): ProposedFix | undefined {
  const fix = fixByCode.get(code);
  const edit = fix?.edit(document, path);
  return fix && edit && { fix, edit };
}

/** The fixes for findings, each undefined where there is none. @param document undefined when it does not parse. */
export function proposeFixes(
  document: DocumentEditor | undefined,
  places: readonly FixPlace[],
): readonly (ProposedFix | undefined)[] {
  return places.map((place) => document && proposeFix(document, place));
}

/**
 * Applies the safe fixes for the findings of one file.
 * @returns the new text, and how many findings were settled; undefined when there was nothing to do.
 */
export function applySafeFixes(
  text: string,
  findings: readonly FixPlace[],
): { readonly text: string; readonly applied: number } | undefined {
  const document = editorOf(text);
  if (!document) return undefined;
  const proposals = findings.flatMap((finding) => proposeFix(document, finding) ?? []);
  const safe = proposals.filter(({ fix }) => fix.kind === "safe").map(({ edit }) => edit);
  return safe.length === 0 ? undefined : applyEdits(text, safe);
}
