import { env, l10n, type QuickPickItem, Uri, window, workspace } from "vscode";
import { inform } from "../../../host/messages.ts";
import { formatMs } from "../../../shared/figures.ts";
import { UserError } from "../../../shared/userError.ts";
import type { Scenario } from "../engine/scenario/scenario.ts";
import type { ScenarioEntry } from "../panelProtocol.ts";
import type { RunFormat, ScenarioFormat } from "../toolsProtocol.ts";
import type { RunRecord } from "./history.ts";
import type { LoadServices } from "./services.ts";
import { whenText } from "./wording.ts";

interface Item<Value> extends QuickPickItem {
  readonly value: Value;
}

interface Question {
  readonly title: string;
  readonly placeHolder?: string;
}

async function ask<Value>(question: Question, items: readonly Item<Value>[]): Promise<Value | undefined> {
  return (await window.showQuickPick(items, { ...question, matchOnDescription: true }))?.value;
}

/** Asks for one of the saved scenarios. */
export async function chooseScenario(scenarios: readonly ScenarioEntry[]): Promise<string | undefined> {
  if (scenarios.length === 0) {
    throw new UserError(
      l10n.t("No scenario is saved in this workspace yet; “Save Scenario” keeps this one."),
    );
  }
  return await ask(
    { title: l10n.t("Scenario to Open") },
    scenarios.map(({ file, name }) => ({ value: file, label: name, description: file })),
  );
}

/** Asks for a run. @param question tells this list from the ones before and after it */
export async function chooseRun(
  records: readonly RunRecord[],
  question: Question = { title: l10n.t("Run to Show") },
): Promise<string | undefined> {
  const areOfOne = new Set(records.map(({ title }) => title)).size < 2;
  const item = (record: RunRecord) => ({ ...runItem(record), ...(!areOfOne && { detail: record.title }) });
  return await ask(question, records.map(item));
}

/** Asks what to compare with; null: with nothing. */
export async function chooseComparison(records: readonly RunRecord[]): Promise<string | null | undefined> {
  const none = { value: null, label: l10n.t("Nothing") };
  return await ask<string | null>({ title: l10n.t("Run to Compare With") }, [...records.map(runItem), none]);
}

function runItem({ id, startedAt, p95, throughput, isBaseline, outcome }: RunRecord): Item<string> {
  const marks = [isBaseline ? l10n.t("baseline") : "", outcome === "stopped" ? l10n.t("stopped") : ""].filter(
    (mark) => mark !== "",
  );
  return {
    value: id,
    label: whenText(startedAt),
    description: [
      p95 === null ? "" : `p95 ${formatMs(p95)}`,
      l10n.t("{0} req/s", Math.round(throughput)),
      ...marks,
    ]
      .filter((part) => part !== "")
      .join(" · "),
  };
}

/** What is exported: the shown run, or the test itself. */
type Export = { readonly label: string; readonly extension: string } & (
  | { readonly of: "run"; readonly format: RunFormat }
  | { readonly of: "scenario"; readonly format: ScenarioFormat }
);

const exports: readonly Export[] = [
  { of: "run", format: "html", label: l10n.t("Report as HTML"), extension: "html" },
  {
    of: "run",
    format: "json",
    label: l10n.t("Result as JSON, a baseline for the command line"),
    extension: "json",
  },
  { of: "run", format: "csv", label: l10n.t("Seconds as CSV"), extension: "csv" },
  { of: "run", format: "junit", label: l10n.t("Expectations as JUnit XML"), extension: "xml" },
  { of: "scenario", format: "command", label: l10n.t("Copy as Command Line"), extension: "" },
  { of: "scenario", format: "k6", label: l10n.t("Script for k6"), extension: "js" },
  { of: "scenario", format: "artillery", label: l10n.t("Script for Artillery"), extension: "yml" },
];

/** Asks for a format and a file, and writes it. A run can be exported once there is one. */
export async function chooseExport(
  services: LoadServices,
  scenario: Scenario,
  run: RunRecord | undefined,
): Promise<void> {
  const offered = exports.filter(({ of }) => of === "scenario" || run !== undefined);
  const items = offered.map((each) => ({ value: each, label: each.label }));
  const chosen = await ask({ title: l10n.t("Export") }, items);
  if (!chosen) return;
  const text = await print(services, chosen, scenario, run);
  if (chosen.format === "command") {
    await env.clipboard.writeText(text);
    await inform(l10n.t("The command line is on the clipboard."));
  } else {
    await save(text, chosen, scenario);
  }
}

async function print(
  { tools, history }: LoadServices,
  chosen: Export,
  scenario: Scenario,
  run: RunRecord | undefined,
): Promise<string> {
  if (chosen.of === "scenario")
    return await tools.call("exportScenario", { scenario, format: chosen.format });
  if (!run) throw new UserError(l10n.t("There is no run to export yet; run the test first."));
  return await tools.call("exportRun", { run: { path: history.pathOf(run.id) }, format: chosen.format });
}

async function save(text: string, { extension }: Export, scenario: Scenario): Promise<void> {
  const [folder] = workspace.workspaceFolders ?? [];
  const name = `${
    scenario.name
      .replaceAll(/[^\w-]+/g, "-")
      .replaceAll(/^-|-$/g, "")
      .slice(0, 60) || "load-test"
  }.${extension}`;
  const target = await window.showSaveDialog({
    ...(folder && { defaultUri: Uri.joinPath(folder.uri, name) }),
    filters: { [extension.toUpperCase()]: [extension] },
  });
  if (!target) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await inform(l10n.t("Wrote {0}.", workspace.asRelativePath(target)), {
    title: l10n.t("Open"),
    run: () => (extension === "html" ? env.openExternal(target) : window.showTextDocument(target)),
  });
}
