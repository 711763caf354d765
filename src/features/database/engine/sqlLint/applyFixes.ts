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
  const fixes = independentFixes(findings);
  if (fixes.length === 0) return undefined;
  return {
    text: applyEdits(
      text,
      fixes.flatMap(({ edits }) => edits),
    ),
    applied: fixes.length,
  };
}

/** The safe fixes of findings that can be applied at once: of two that touch the same place, the first. */
export function independentFixes(findings: readonly Pick<SqlFinding, "fix">[]): readonly SqlFix[] {
  const taken: TextEdit[] = [];
  return findings.flatMap(({ fix }) => {
    if (fix?.kind !== "safe") return [];
    if (fix.edits.some((edit) => taken.some((other) => touches(edit, other)))) return [];
    taken.push(...fix.edits);
    return [fix];
  });
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
