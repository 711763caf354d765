import { l10n, window, workspace } from "vscode";
import type { Commands } from "../../../../host/commands.ts";
import { type Disposable, DisposableStore } from "../../../../shared/disposable.ts";
import { UserError } from "../../../../shared/userError.ts";
import type { ConnectionStore } from "../connectionStore.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";
import { elementOf } from "../elements.ts";
import { questionOf, runPlan, showPlan, statementAtCursor, tryIndex } from "./explainQuery.ts";
import type { Health } from "./health.ts";
import { createPages, type PageAction } from "./pages.ts";
import { pickConnection } from "./pickConnection.ts";
import { findingPage, reportPage } from "./reportPage.ts";
import { suggestIndexes, writeAdvice } from "./suggestIndexes.ts";

export interface AdviceParts {
  readonly commands: Commands;
  readonly process: DatabaseProcess;
  readonly store: ConnectionStore;
  readonly health: Health;
}

/** The commands about what will hurt in a database, and about the plans of statements. */
export function registerAdvice({ commands, process, store, health }: AdviceParts): Disposable {
  const parts = new DisposableStore();
  const pages = parts.add(createPages());
  const plan = { process, store, pages };

  parts.add(
    commands.register("seniorBackend.database.analyze", l10n.t("Analyze Database"), async (argument) => {
      requireTrust();
      const connection = await pickConnection(store, argument);
      if (!connection) return;
      health.forget(connection.id);
      const report = await health.report(connection.id);
      await pages.show(l10n.t("Health ({0})", connection.name), reportPage(connection.name, report));
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.showAdvice", l10n.t("Show Advice"), async (argument) => {
      const element = elementOf(argument, "advice");
      if (!element) return;
      const write: PageAction = {
        title: l10n.t("Write migration"),
        command: "seniorBackend.database.writeAdvice",
        argument: element,
      };
      const { code, fix } = element.advice;
      await pages.show(code, findingPage(element.advice), fix?.isMigration === true ? [write] : []);
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.writeAdvice", l10n.t("Write Migration"), async (argument) => {
      requireTrust();
      const element = elementOf(argument, "advice");
      const connection = element && store.find(element.connectionId);
      if (!connection) return;
      const { code, object, fix } = element.advice;
      await writeAdvice(process, connection, { code, object, up: fix?.up ?? "" });
    }),
  );
  parts.add(
    commands.register(
      "seniorBackend.database.suggestIndexes",
      l10n.t("Suggest Indexes"),
      async (argument) => {
        requireTrust();
        const connection = await pickConnection(store, argument);
        if (connection) await suggestIndexes(process, connection);
      },
    ),
  );
  parts.add(
    commands.register("seniorBackend.database.explainQuery", l10n.t("Explain Query"), async () => {
      requireTrust();
      const sql = statementAtCursor(window.activeTextEditor);
      const connection = await pickConnection(store, undefined);
      if (connection) await showPlan(plan, { connectionId: connection.id, sql }, false);
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.runPlan", l10n.t("Run Query"), async (argument) => {
      const question = questionOf(argument);
      const { confirmed } = (argument ?? {}) as { readonly confirmed?: unknown };
      if (question) await runPlan(plan, question, confirmed === true);
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.tryIndex", l10n.t("Try Index"), async (argument) => {
      const question = questionOf(argument);
      if (question) await tryIndex(plan, question);
    }),
  );
  return parts;
}

function requireTrust(): void {
  if (!workspace.isTrusted) {
    throw new UserError(l10n.t("Databases are opened in trusted workspaces only; trust this one first."));
  }
}
