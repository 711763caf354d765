import type { AttackFinding, AttackReport } from "../answers/attack/runAttacks.ts";
import { count, plural } from "./figures.ts";
import { junitDocument } from "./formatJunit.ts";
import { type Paint, printable } from "./formatText.ts";

const plain: Paint = (_, text) => text;

/** Findings as people read them, the gravest first, each with the command that repeats it. */
export function formatAttackText(report: AttackReport, paint: Paint = plain): string {
  const { findings, operations, stopped } = report;
  const tested = operations.filter(({ skipped }) => skipped === null);
  const sent = operations.reduce((sum, operation) => sum + operation.sent, 0);
  const unclear = operations.reduce((sum, { inconclusive }) => sum + inconclusive, 0);
  const blocks = findings.map((finding) => findingBlock(finding, paint));
  const skipped = operations.flatMap(({ operation, skipped: reason }) =>
    reason === null ? [] : [`– ${printable(operation)}: ${printable(reason)}.`],
  );
  const sum = [
    `${plural(findings.length, "finding")} from ${plural(sent, "request")} to ${plural(tested.length, "operation")}.`,
    ...(unclear > 0 ? [`${count(unclear)} were held back by a rate limit and say nothing.`] : []),
    ...(stopped === null ? [] : [stopped]),
  ].join(" ");
  return `${[...blocks, ...(skipped.length > 0 ? [["Not tested", ...skipped].join("\n")] : []), sum].join("\n\n")}\n`;
}

function findingBlock({ severity, group, message, times, curl }: AttackFinding, paint: Paint): string {
  const style = severity === "critical" || severity === "high" ? "bad" : "strong";
  const repeated = times > 1 ? ` (${count(times)} times)` : "";
  return `${paint(style, severity.padEnd(8))}  ${printable(message)}${repeated}  ${paint("faint", group)}\n          ${paint("faint", printable(curl))}`;
}

/** One object; fields are added over time, never renamed or removed within a schema version. */
export function formatAttackJson(report: AttackReport): string {
  return `${JSON.stringify({ schemaVersion: 1, ...report }, null, 2)}\n`;
}

/** JUnit XML: a failed case a finding, a passed one for every operation without any. */
export function formatAttackJunit({ findings, operations }: AttackReport): string {
  const failing = new Set(findings.map(({ operation }) => operation));
  return junitDocument("attack", [
    ...findings.map(({ operation, group, severity, message, curl }) => ({
      name: `${group} (${severity})`,
      className: operation,
      failure: `${message} ${curl}`,
    })),
    ...operations
      .filter(({ operation }) => !failing.has(operation))
      .map(({ operation, skipped }) => ({
        name: "hostile requests",
        className: operation,
        skipped: skipped ?? undefined,
      })),
  ]);
}
