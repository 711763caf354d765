import type {
  ComparisonView,
  DryRunView,
  StatementView,
  StepView,
  TriedStatement,
} from "../../src/features/database/comparePanelProtocol.ts";
import { h } from "../shared/dom.ts";
import { claimText, count, stepText, triedText } from "./wording.ts";

/** Statements that are drawn at once; the file has them all. */
const mostStatements = 400;

export interface MigrationActions {
  readonly dryRunOnDatabase: () => void;
}

/** The migration as steps, each with what it locks and blocks; the way down is folded. */
export function createMigration({ dryRunOnDatabase }: MigrationActions) {
  let marked: ReadonlySet<string> = new Set();
  const up = h("ol", { class: "steps" });
  const down = h("ol", { class: "steps" });
  const losses = h("ul", { class: "hint" });
  const tried = h("p", { class: "hint" });
  const onDatabase = h(
    "button",
    { type: "button", class: "link", click: dryRunOnDatabase },
    "Dry-run on the database itself, rolled back…",
  );
  const left = h("ul", { class: "unproven" });
  const dryRun = h("div", { class: "dry-run", hidden: true }, tried, left, onDatabase);
  const way = h("details", { class: "down" }, h("summary", {}, "Down"), losses, down);
  const element = h(
    "section",
    { class: "migration", "aria-label": "Migration" },
    h("h2", {}, "Migration"),
    dryRun,
    up,
    way,
  );

  function showMarked(): void {
    for (const statement of element.querySelectorAll<HTMLElement>("[data-object]"))
      statement.classList.toggle("marked", marked.has(statement.dataset["object"] ?? ""));
  }

  return {
    element,
    /** Points out the statements about some objects. */
    mark(objects: ReadonlySet<string>): void {
      marked = objects;
      showMarked();
    },
    /** Offers another dry run, or not. */
    allow(dryRunOnDatabase: boolean): void {
      onDatabase.hidden = !dryRunOnDatabase;
    },
    update(comparison: ComparisonView | null, run: DryRunView | null): void {
      const seen = triedBySql(run);
      up.replaceChildren(...stepElements(comparison?.up ?? [], seen));
      down.replaceChildren(...stepElements(comparison?.down ?? [], new Map()));
      const irreversible = comparison?.irreversible ?? [];
      losses.hidden = irreversible.length === 0;
      losses.replaceChildren(...irreversible.map((text) => h("li", {}, `It cannot bring back: ${text}`)));
      way.hidden = down.childElementCount === 0;
      dryRun.hidden = !run;
      tried.textContent = run ? `Dry run on ${run.where}. Nothing was changed.` : "";
      left.replaceChildren(
        ...(run?.unproven ?? []).map((text) => h("li", {}, h("strong", {}, "Not shown: "), text)),
      );
      showMarked();
    },
  };
}

function triedBySql(run: DryRunView | null): Map<string, TriedStatement[]> {
  const seen = new Map<string, TriedStatement[]>();
  for (const statement of run?.statements ?? []) {
    const key = plain(statement.sql);
    seen.set(key, [...(seen.get(key) ?? []), statement]);
  }
  return seen;
}

/** A statement as it stands in a file and in a plan: spaces around it do not count. */
function plain(sql: string): string {
  return sql.trim().replace(/;$/, "");
}

function stepElements(
  steps: readonly StepView[],
  seen: Map<string, TriedStatement[]>,
): readonly HTMLElement[] {
  let room = mostStatements;
  const elements = steps.flatMap((step, index) => {
    if (room <= 0) return [];
    const statements = step.statements.slice(0, room);
    room -= statements.length;
    return [stepElement({ ...step, statements }, index + 1, seen)];
  });
  const all = steps.reduce((sum, { statements }) => sum + statements.length, 0);
  const hidden = all - mostStatements;
  return hidden > 0
    ? [...elements, h("li", { class: "hint" }, `${count(hidden, "more statement")} in the file.`)]
    : elements;
}

function stepElement(step: StepView, number: number, seen: Map<string, TriedStatement[]>): HTMLElement {
  const { how, blocks } = stepText(step);
  return h(
    "li",
    {},
    h(
      "h3",
      {},
      h("span", { class: "number" }, `Step ${number}`),
      h("span", { class: "how" }, how),
      h("span", { class: `blocks ${blocks.replaceAll(" ", "-")}` }, `blocks ${blocks}`),
    ),
    ...step.statements.map((statement) =>
      statementElement(statement, seen.get(plain(statement.sql))?.shift()),
    ),
  );
}

function statementElement(statement: StatementView, tried: TriedStatement | undefined): HTMLElement {
  const claim = claimText(statement);
  return h(
    "div",
    { class: "statement", "data-object": statement.object },
    h("pre", {}, h("code", {}, statement.sql)),
    ...(claim === "" ? [] : [h("p", { class: "hint" }, claim)]),
    ...(statement.note === null ? [] : [h("p", { class: "hint" }, statement.note)]),
    ...(tried ? [h("p", { class: "tried" }, triedText(tried))] : []),
  );
}
