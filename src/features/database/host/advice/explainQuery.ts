import { l10n, type TextEditor } from "vscode";
import { longTask } from "../../../../host/longTask.ts";
import { choose, inform } from "../../../../host/messages.ts";
import { UserError } from "../../../../shared/userError.ts";
import { splitSql } from "../../engine/sql/splitSql.ts";
import type { ConnectionStore } from "../connectionStore.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";
import type { Pages } from "./pages.ts";

/** A statement and where it is asked about; travels through the buttons above a plan. */
export interface Question {
  readonly connectionId: string;
  readonly sql: string;
}

export interface PlanParts {
  readonly process: DatabaseProcess;
  readonly store: ConnectionStore;
  readonly pages: Pages;
}

/** The selected statement, or the one at the cursor. @throws UserError when there is none. */
export function statementAtCursor(editor: TextEditor | undefined): string {
  if (!editor) throw new UserError(l10n.t("Open a file with SQL and place the cursor in a statement."));
  const { document, selection } = editor;
  const selected = document.getText(selection).trim();
  if (selected !== "") return selected;
  const text = document.getText();
  const offset = document.offsetAt(selection.active);
  const statements = splitSql(text).pieces.filter(({ kind }) => kind === "statement");
  const at = statements.find(({ start, next }) => start <= offset && offset <= next) ?? statements[0];
  if (!at) throw new UserError(l10n.t("There is no statement at the cursor; place it in one."));
  return text.slice(at.start, at.end);
}

/** Shows the plan of a statement. @param analyze runs it, in a transaction that is rolled back. */
export async function showPlan(
  { process, store, pages }: PlanParts,
  { connectionId, sql }: Question,
  analyze: boolean,
): Promise<void> {
  const connection = store.find(connectionId);
  const mayWrite = connection?.role !== "production";
  const title = analyze ? l10n.t("Running the statement for its plan…") : l10n.t("Asking for the plan…");
  const { text } = await longTask(title, (signal) =>
    process.call("explainQuery", { connectionId, sql, analyze, mayWrite }, signal),
  );
  const question: Question = { connectionId, sql };
  await pages.show(l10n.t("Plan ({0})", connection?.name ?? connectionId), text, [
    {
      title: analyze ? l10n.t("Verify improvement") : l10n.t("Run and roll back…"),
      command: "seniorBackend.database.runPlan",
      argument: { ...question, confirmed: analyze },
    },
    { title: l10n.t("Try an index"), command: "seniorBackend.database.tryIndex", argument: question },
  ]);
}

/** Runs a statement for its plan after a yes. */
export async function runPlan(parts: PlanParts, question: Question, confirmed: boolean): Promise<void> {
  const run = l10n.t("Run");
  const asked = l10n.t(
    "Run the statement on {0} and roll it back? Rows stay as they are; sequences, and what functions do outside of the database, do not.",
    parts.store.find(question.connectionId)?.name ?? question.connectionId,
  );
  if (confirmed || (await choose(asked, run)) === run) await showPlan(parts, question, true);
}

/** Tries the index that would serve a statement, without creating it on the server. */
export async function tryIndex(
  { process, pages }: PlanParts,
  { connectionId, sql }: Question,
): Promise<void> {
  const tried = await longTask(l10n.t("Trying an index…"), (signal) =>
    process.call("tryIndex", { connectionId, sql }, signal),
  );
  if (tried) await pages.show(l10n.t("What if"), tried.text);
  else await inform(l10n.t("No index would serve this statement better than those that are there."));
}

/** What a button above a plan passed on. */
export function questionOf(argument: unknown): Question | undefined {
  const { connectionId, sql } = (argument ?? {}) as Partial<Record<string, unknown>>;
  return typeof connectionId === "string" && typeof sql === "string" ? { connectionId, sql } : undefined;
}
