import { l10n, workspace } from "vscode";
import type { Host } from "../../../../host/host.ts";
import { type Disposable, DisposableStore } from "../../../../shared/disposable.ts";
import { UserError } from "../../../../shared/userError.ts";
import { connectionIdOf } from "../elements.ts";
import { compareSchema } from "./compareSchema.ts";
import { createDdlDocuments } from "./ddlDocuments.ts";
import { ComparePanels } from "./panels.ts";
import type { CompareParts } from "./parts.ts";
import { applyMigration, dryRunMigration } from "./runMigration.ts";

/** Comparing schemas, and trying and running migrations. */
export function registerCompare(
  host: Pick<Host, "commands" | "extensionUri" | "log" | "errors">,
  services: Omit<CompareParts, "ddl">,
): Disposable {
  const { commands } = host;
  const { store } = services;
  const registered = new DisposableStore();
  const parts = { ...services, ddl: registered.add(createDdlDocuments(services.process)) };
  const panels = registered.add(new ComparePanels(host, parts));
  registered.add(
    commands.register("seniorBackend.database.compareSchema", l10n.t("Compare Schema"), async (argument) => {
      requireTrust();
      const id = connectionIdOf(argument);
      await compareSchema({ store, panels }, id === undefined ? undefined : store.find(id));
    }),
  );
  registered.add(
    commands.register("seniorBackend.database.dryRunMigration", l10n.t("Dry-Run Migration"), async () => {
      requireTrust();
      await dryRunMigration(parts);
    }),
  );
  registered.add(
    commands.register("seniorBackend.database.applyMigration", l10n.t("Apply Migration"), async () => {
      requireTrust();
      await applyMigration(parts);
    }),
  );
  return registered;
}

function requireTrust(): void {
  if (!workspace.isTrusted)
    throw new UserError(l10n.t("Databases are reached only from a trusted workspace; trust it first."));
}
