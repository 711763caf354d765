import { l10n } from "vscode";
import type { ConnectionStore } from "../connectionStore.ts";
import type { SavedConnection } from "../savedConnection.ts";
import type { ComparePanels } from "./panels.ts";
import { migrationFolder, pickConnection, pickPlace } from "./pickPlace.ts";

/** Asks what a database is compared with, and compares the two in a panel. */
export async function compareSchema(
  { store, panels }: { readonly store: ConnectionStore; readonly panels: ComparePanels },
  given: SavedConnection | undefined,
): Promise<void> {
  const connection = given ?? (await pickConnection(store, l10n.t("The database to compare")));
  if (!connection) return;
  const from = { kind: "connection", connectionId: connection.id } as const;
  const to = await pickPlace(store, from, "to");
  if (!to) return;
  // Says at once when there is nowhere to keep migrations.
  await migrationFolder();
  await panels.show({ from, to, answers: [], tool: null });
}
