import { l10n } from "vscode";
import type { AdviceItem, AdviceReport } from "../../protocol.ts";
import { wrapped } from "../../engine/advice/format.ts";
import { summaryOf } from "./items.ts";

/** Everything that was found in a database, as a page. */
export function reportPage(name: string, report: AdviceReport): string {
  const { findings, unseen } = report;
  return [
    `${name}: ${summaryOf(report)}`,
    "",
    ...findings.flatMap((finding) => [`${finding.severity}  ${finding.message}`, ...details(finding), ""]),
    ...unseen.map((sentence) => l10n.t("Not looked at: {0}", sentence)),
    "",
  ].join("\n");
}

/** One finding, with why it matters and when it does not. */
export function findingPage(advice: AdviceItem): string {
  const { code, severity, confidence, message, evidence, why, fineWhen, documentationUrl, fix } = advice;
  const sections: readonly (readonly [string, string])[] = [
    [l10n.t("Evidence"), evidence.join("\n")],
    [l10n.t("Why"), wrapped(why)],
    [l10n.t("Fine when"), wrapped(fineWhen)],
    [l10n.t("SQL that settles it"), fix?.up ?? ""],
    [l10n.t("SQL that takes it back"), fix?.down ?? ""],
    [l10n.t("Read more"), documentationUrl],
  ];
  return [
    wrapped(message),
    `${code}, ${severity}, ${l10n.t("confidence {0}", confidence)}`,
    "",
    ...sections.flatMap(([title, text]) =>
      text === "" ? [] : [title, ...text.split("\n").map((line) => `    ${line}`), ""],
    ),
  ].join("\n");
}

function details({ code, confidence, evidence, fix }: AdviceItem): readonly string[] {
  return [
    `    ${code}, ${l10n.t("confidence {0}", confidence)}`,
    ...evidence.map((line) => `    ${line}`),
    ...(fix ? fix.up.split("\n").map((line) => `    ${line}`) : []),
  ];
}
