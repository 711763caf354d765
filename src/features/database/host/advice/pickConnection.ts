import { l10n, window } from "vscode";
import { UserError } from "../../../../shared/userError.ts";
import type { ConnectionStore } from "../connectionStore.ts";
import { connectionIdOf } from "../elements.ts";
import type { SavedConnection } from "../savedConnection.ts";

/** The connection that a command is about: that of its line, the only one, or the one that is picked. */
export async function pickConnection(
  store: ConnectionStore,
  argument: unknown,
): Promise<SavedConnection | undefined> {
  const id = connectionIdOf(argument);
  if (id !== undefined) return store.find(id);
  const connections = store.list();
  if (connections.length === 0)
    throw new UserError(l10n.t("There is no database yet; add a connection in the Databases view."));
  if (connections.length === 1) return connections[0];
  const picked = await window.showQuickPick(
    connections.map((connection) => ({
      label: connection.name,
      description: connection.role,
      connection,
    })),
    { title: l10n.t("Database") },
  );
  return picked?.connection;
}
