import type { SqlFinding, SqlFix, TextEdit } from "./finding.ts";

/** Applies the edits of one fix to the text that it was made for. */
export function applyFix(text: string, { edits }: SqlFix): string {
  return applyEdits(text, edits);
}

/**
 * Applies the safe fixes of findings. Those that touch the same place wait for the next round: lint again.
 * @returns the new text, and how many findings were settled; undefined when there was nothing to do.
 */
export function applySafeFixes(
  text: string,
  findings: readonly Pick<SqlFinding, "fix">[],
): { readonly text: string; readonly applied: number } | undefined {
  const taken: TextEdit[] = [];
  let applied = 0;
  for (const { fix } of findings) {
    if (fix?.kind !== "safe" || fix.edits.some((edit) => taken.some((other) => touches(edit, other))))
      continue;
    taken.push(...fix.edits);
    applied++;
  }
  return applied === 0 ? undefined : { text: applyEdits(text, taken), applied };
}

/** Two insertions at one place would depend on their order. */
function touches(one: TextEdit, other: TextEdit): boolean {
  return one.start <= other.end && other.start <= one.end;
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  // Stable: of two insertions at one place the first stays in front.
  const ordered = edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((a, b) => b.start - a.start || b.index - a.index);
  return ordered.reduce(
    (result, { start, end, text: inserted }) => result.slice(0, start) + inserted + result.slice(end),
    text,
  );
}
