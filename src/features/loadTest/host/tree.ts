import {
  EventEmitter,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeDataProvider,
} from "vscode";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import { formatMs } from "../../../shared/figures.ts";
import { groupBy } from "../../../shared/groupBy.ts";
import type { RunHistory, RunRecord } from "./history.ts";
import { whenText } from "./wording.ts";

/** A row of the LOAD TESTS view: an operation or address, or one of its runs. */
export type LoadTestNode =
  | { readonly kind: "subject"; readonly records: readonly [RunRecord, ...RunRecord[]] }
  | { readonly kind: "run"; readonly record: RunRecord };

/** History by operation, the newest first. */
export class LoadTestTree implements TreeDataProvider<LoadTestNode>, Disposable {
  readonly #history: RunHistory;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #parts = new DisposableStore();

  constructor(history: RunHistory) {
    this.#history = history;
    this.#parts.add(this.#changed);
    this.#parts.add(history.onDidChange(() => this.#changed.fire(undefined)));
  }

  async getChildren(node?: LoadTestNode): Promise<LoadTestNode[]> {
    if (node?.kind === "subject") return node.records.map((record) => ({ kind: "run", record }));
    if (node) return [];
    const groups = groupBy(await this.#history.all(), ({ subject }) => subject);
    return [...groups.values()].flatMap(([first, ...others]) =>
      first ? [{ kind: "subject", records: [first, ...others] }] : [],
    );
  }

  getTreeItem(node: LoadTestNode): TreeItem {
    return node.kind === "subject" ? subjectItem(node.records) : runItem(node.record);
  }

  dispose(): void {
    this.#parts.dispose();
  }
}

function subjectItem([latest]: readonly [RunRecord, ...RunRecord[]]): TreeItem {
  const item = new TreeItem(latest.title, TreeItemCollapsibleState.Expanded);
  item.id = latest.subject;
  item.contextValue = "loadTestSubject";
  item.tooltip = latest.subject;
  return item;
}

function runItem(record: RunRecord): TreeItem {
  const { p95, startedAt, isBaseline, againstBaseline, outcome } = record;
  const label = p95 === null ? l10n.t("no p95") : `p95 ${formatMs(p95)}`;
  const item = new TreeItem(label);
  const marks = [
    whenText(startedAt),
    isBaseline ? l10n.t("baseline") : "",
    againstBaseline === "worse" ? l10n.t("worse than baseline") : "",
    outcome === "stopped" ? l10n.t("stopped") : "",
  ].filter((mark) => mark !== "");
  item.id = record.id;
  item.description = marks.join("  ");
  item.contextValue = isBaseline ? "loadTestBaseline" : "loadTestRun";
  item.iconPath =
    againstBaseline === "worse"
      ? new ThemeIcon("arrow-down", new ThemeColor("list.errorForeground"))
      : new ThemeIcon(isBaseline ? "star-full" : "pulse");
  item.accessibilityInformation = { label: [label, ...marks].join(", ") };
  item.tooltip = new MarkdownString().appendText(`${record.title}, ${new Date(startedAt).toLocaleString()}`);
  item.command = {
    command: "seniorBackend.loadTest.openRun",
    title: l10n.t("Open Run"),
    arguments: [{ id: record.id }],
  };
  return item;
}
