import { l10n } from "vscode";
import type { ComparisonReport } from "../../protocol.ts";

/** Lines of a list that a message shows; the rest are counted. */
const shownLines = 10;

const marks = { added: "+", removed: "−", changed: "~" } as const;

/** A comparison as text for a message: losses, changes, then what is proven and what is not. */
export function describeComparison({ changes, losses, summary, proof }: ComparisonReport): string {
  const unproven = proof.unproven.map(({ object, reason }) => `${object}: ${reason}`);
  return [
    ...section(
      l10n.t("Data is lost:"),
      losses.map(({ message }) => message),
    ),
    shortened(changes.map(({ action, id }) => `${marks[action]} ${id}`)),
    summary,
    ...section(l10n.t("Not proven:"), unproven),
  ].join("\n\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}\n${shortened(lines)}`];
}

function shortened(lines: readonly string[]): string {
  const left = lines.length - shownLines;
  return [...lines.slice(0, shownLines), ...(left > 0 ? [l10n.t("and {0} more", left)] : [])].join("\n");
}
