import { l10n, type TextDocument, window, workspace } from "vscode";
import { longTask } from "../../../../host/longTask.ts";
import { inform } from "../../../../host/messages.ts";
import { UserError } from "../../../../shared/userError.ts";
import type { DryRunReport } from "../../protocol.ts";
import type { SavedConnection } from "../savedConnection.ts";
import { appliedSentence } from "./appliedSentence.ts";
import { isConfirmed } from "./confirm.ts";
import type { CompareParts } from "./parts.ts";
import { pickConnection } from "./pickPlace.ts";

/** Shows what the migration in the editor would do, statement by statement, without touching the database. */
export async function dryRunMigration({ process, store }: CompareParts): Promise<void> {
  const document = migrationInEditor();
  const connection = await pickConnection(
    store,
    l10n.t("The database whose schema and sizes it is tried with"),
  );
  if (!connection) return;
  const params = { ...fileOf(document, connection), direction: "up" as const, on: "copy" as const };
  const report = await longTask(l10n.t("Trying the migration on a copy of the schema"), (signal) =>
    process.call("dryRunMigration", params, signal),
  );
  const content = describe(report, params.path, connection.name);
  await window.showTextDocument(await workspace.openTextDocument({ language: "markdown", content }), {
    preview: true,
  });
}

/** Runs the migration in the editor, after the name of a database that is not for development was typed. */
export async function applyMigration({ process, store, tree }: CompareParts): Promise<void> {
  const document = migrationInEditor();
  const connection = await pickConnection(store, l10n.t("The database to apply it to"));
  if (!connection) return;
  const direction = await pickDirection(connection.name);
  if (!direction || !(await isConfirmed(connection))) return;
  await document.save();
  const params = { ...fileOf(document, connection), direction };
  const applied = await longTask(l10n.t("Applying the migration to {0}", connection.name), (signal) =>
    process.call("applyMigration", params, signal),
  );
  await tree.refresh(connection.id);
  await inform(appliedSentence(connection.name, applied));
}

function migrationInEditor(): TextDocument {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== "sql" || document.isUntitled)
    throw new UserError(
      l10n.t("Open the migration first, and save it: what runs is the file in the editor."),
    );
  return document;
}

function fileOf(document: TextDocument, { id }: SavedConnection) {
  const path = workspace.asRelativePath(document.uri, false);
  const root = workspace.getWorkspaceFolder(document.uri)?.uri.fsPath;
  return { connectionId: id, path, text: document.getText(), ...(root !== undefined && { root }) };
}

async function pickDirection(name: string): Promise<"up" | "down" | undefined> {
  const up = { label: l10n.t("Up"), description: l10n.t("Change {0}", name), direction: "up" as const };
  const down = { label: l10n.t("Down"), description: l10n.t("Take it back"), direction: "down" as const };
  return (await window.showQuickPick([up, down], { placeHolder: l10n.t("Which way?") }))?.direction;
}

function describe({ statements, unproven }: DryRunReport, path: string, name: string): string {
  const rows = statements.map(({ step, sql, blocks, locks = [], rewrites = [], scans = [], estimate }) => {
    const facts = [
      ...locks.map(({ mode, relation }) => `${mode} on ${relation}`),
      ...(rewrites.length > 0 ? [l10n.t("rewrites {0}", rewrites.join(", "))] : []),
      ...(scans.length > 0 ? [l10n.t("reads all of {0}", scans.join(", "))] : []),
      ...(estimate
        ? [l10n.t("about {0}–{1} s (estimated)", Math.floor(estimate.from), Math.ceil(estimate.to))]
        : []),
    ];
    return `${String(step)}. ${l10n.t("Blocks {0}.", blocks)} ${facts.join("; ")}\n\n${fenced(sql)}\n`;
  });
  const left = unproven.map(({ object, reason }) => `- ${object}: ${reason}`);
  return [
    `# ${l10n.t("Dry run of {0}", path)}`,
    l10n.t("On a copy of the schema of {0}. Nothing was changed.", name),
    ...rows,
    ...(left.length > 0 ? [`## ${l10n.t("Not shown")}`, left.join("\n")] : []),
    "",
  ].join("\n\n");
}

/** A fence that the statement cannot close. */
function fenced(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `   ${fence}sql\n${sql
    .split("\n")
    .map((line) => `   ${line}`)
    .join("\n")}\n   ${fence}`;
}
