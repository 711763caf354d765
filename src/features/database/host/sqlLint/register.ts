import { CodeActionKind, type DocumentSelector, l10n, languages } from "vscode";
import type { Commands } from "../../../../host/commands.ts";
import { type Disposable, DisposableStore } from "../../../../shared/disposable.ts";
import { migrationActions } from "./actions.ts";
import { migrationHovers } from "./hovers.ts";
import { ignoreFinding } from "./ignoreFinding.ts";
import { createMigrationLinter, type MigrationLinterParts } from "./linter.ts";

const sqlFiles: DocumentSelector = [{ language: "sql" }, { pattern: "**/*.sql" }];

export interface SqlLintParts extends MigrationLinterParts {
  readonly commands: Commands;
}

/** Findings, quick fixes and hovers in migrations. The database process starts with the first one that is open. */
export function registerSqlLint(parts: SqlLintParts): Disposable {
  const registered = new DisposableStore();
  const linter = registered.add(createMigrationLinter(parts));
  registered.add(
    languages.registerCodeActionsProvider(sqlFiles, migrationActions(linter), {
      providedCodeActionKinds: [CodeActionKind.QuickFix],
    }),
  );
  registered.add(languages.registerHoverProvider(sqlFiles, migrationHovers(linter, parts.process)));
  registered.add(
    parts.commands.register("seniorBackend.database.ignoreFinding", l10n.t("Ignore Finding"), (argument) =>
      ignoreFinding(argument),
    ),
  );
  return registered;
}
