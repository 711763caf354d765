import { l10n, workspace } from "vscode";
import type { Commands } from "../../../../host/commands.ts";
import { type Disposable, DisposableStore } from "../../../../shared/disposable.ts";
import { UserError } from "../../../../shared/userError.ts";
import { connectionIdOf } from "../elements.ts";
import { type CompareParts, compareSchema } from "./compareSchema.ts";
import { applyMigration, dryRunMigration } from "./runMigration.ts";

/** Comparing schemas, and trying and running migrations. */
export function registerCompare(parts: CompareParts & { readonly commands: Commands }): Disposable {
  const { commands, store } = parts;
  const registered = new DisposableStore();
  registered.add(
    commands.register("seniorBackend.database.compareSchema", l10n.t("Compare Schema"), async (argument) => {
      requireTrust();
      const id = connectionIdOf(argument);
      await compareSchema(parts, id === undefined ? undefined : store.find(id));
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
