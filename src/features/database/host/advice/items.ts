import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { AdviceItem, AdviceReport } from "../../protocol.ts";
import type { AdviceElement, HealthElement } from "../elements.ts";

type Severity = AdviceItem["severity"];

const icons: Readonly<Record<Severity, readonly [icon: string, color: string]>> = {
  error: ["error", "list.errorForeground"],
  warning: ["warning", "list.warningForeground"],
  info: ["info", "charts.blue"],
  hint: ["lightbulb", "descriptionForeground"],
};

/** The line above the findings of a connection. */
export function healthItem({ connectionId }: HealthElement, report: AdviceReport | undefined): TreeItem {
  const item = new TreeItem(l10n.t("Health"), TreeItemCollapsibleState.Collapsed);
  item.id = `${connectionId} health`;
  item.description = report ? summaryOf(report) : "";
  item.iconPath = new ThemeIcon("pulse");
  item.contextValue = "health";
  item.tooltip = report
    ? [summaryOf(report), ...report.unseen].join("\n")
    : l10n.t("What in the database will hurt. Expand to look.");
  item.accessibilityInformation = { label: [l10n.t("Health"), item.description].filter(Boolean).join(", ") };
  return item;
}

/** A finding as a line. */
export function adviceItem(element: AdviceElement): TreeItem {
  const { advice, connectionId, position } = element;
  const [icon, color] = icons[advice.severity];
  const item = new TreeItem(advice.message, TreeItemCollapsibleState.None);
  item.id = `${connectionId} advice ${String(position)} ${advice.code} ${advice.object}`;
  item.description = advice.code;
  item.iconPath = new ThemeIcon(icon, new ThemeColor(color));
  item.contextValue = advice.fix?.isMigration === true ? "advice.migration" : "advice";
  item.tooltip = [advice.message, "", ...advice.evidence, "", advice.why].join("\n");
  item.command = {
    command: "seniorBackend.database.showAdvice",
    title: l10n.t("Show Advice"),
    arguments: [element],
  };
  item.accessibilityInformation = { label: `${advice.severity}, ${advice.message}` };
  return item;
}

/** "3 warnings, 2 hints" */
export function summaryOf({ findings }: AdviceReport): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    [count("error"), l10n.t("error"), l10n.t("errors")],
    [count("warning"), l10n.t("warning"), l10n.t("warnings")],
    [count("info"), l10n.t("note"), l10n.t("notes")],
    [count("hint"), l10n.t("hint"), l10n.t("hints")],
  ] as const;
  const said = parts.flatMap(([number, one, many]) =>
    number === 0 ? [] : [`${String(number)} ${number === 1 ? one : many}`],
  );
  return said.length === 0 ? l10n.t("nothing to advise") : said.join(", ");
}
