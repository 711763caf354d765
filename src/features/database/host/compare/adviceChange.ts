import { l10n } from "vscode";
import { isCancellation } from "../../../../host/errors.ts";
import type { AdviceItem } from "../../protocol.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";

/** Findings of the advice on a database; undefined when it could not be had, which is not worth failing for. */
export async function readAdvice(
  process: Pick<DatabaseProcess, "call">,
  connectionId: string,
  signal: AbortSignal,
): Promise<readonly AdviceItem[] | undefined> {
  try {
    return (await process.call("analyzeDatabase", connectionId, signal)).findings;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return undefined;
  }
}

/** What a migration changed in the advice, in sentences; hints are left to the Health node. */
export function describeAdviceChange(
  before: readonly AdviceItem[] | undefined,
  after: readonly AdviceItem[] | undefined,
): readonly string[] {
  if (!before || !after) return [];
  const [settled, fresh] = [missingIn(before, after), missingIn(after, before)];
  return [
    ...(settled.length > 0 ? [l10n.t("Advice that is settled: {0}", messages(settled))] : []),
    ...(fresh.length > 0 ? [l10n.t("New advice: {0}", messages(fresh))] : []),
  ];
}

function missingIn(some: readonly AdviceItem[], others: readonly AdviceItem[]): readonly AdviceItem[] {
  const keyOf = ({ code, object }: AdviceItem) => `${code} ${object}`;
  const known = new Set(others.map(keyOf));
  return some.filter((item) => item.severity !== "hint" && !known.has(keyOf(item)));
}

const shown = 3;

function messages(items: readonly AdviceItem[]): string {
  const left = items.length - shown;
  const said = items.slice(0, shown).map(({ message }) => message);
  return [...said, ...(left > 0 ? [l10n.t("and {0} more.", left)] : [])].join(" ");
}
