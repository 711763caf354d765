import { basename, join } from "node:path";
import { l10n, type QuickPickItem, type Uri, window, workspace } from "vscode";
import { UserError } from "../../../../shared/userError.ts";
import { type ToolName, toolNames } from "../../engine/migrations/migration.ts";
import type { SchemaPlace } from "../../protocol.ts";
import type { ConnectionStore } from "../connectionStore.ts";
import type { SavedConnection } from "../savedConnection.ts";

interface PlaceItem extends QuickPickItem {
  readonly place: SchemaPlace | "browse";
}

/** Asks which connection a command is about; the only one is taken unasked. */
export async function pickConnection(
  store: ConnectionStore,
  placeHolder: string,
): Promise<SavedConnection | undefined> {
  const connections = store.list();
  if (connections.length === 0)
    throw new UserError(l10n.t("There is no database connection yet; add one in the Databases view."));
  if (connections.length === 1) return connections[0];
  const items = connections.map((connection) => ({
    label: connection.name,
    description: connection.role,
    connection,
  }));
  return (await window.showQuickPick(items, { placeHolder }))?.connection;
}

/** Asks for one side of a comparison, a file, a folder or a database, other than what the other side is. */
export async function pickPlace(
  store: ConnectionStore,
  other: SchemaPlace,
  side: "from" | "to",
): Promise<SchemaPlace | undefined> {
  const files = await workspace.findFiles("**/*schema*.sql", "**/node_modules/**", 20);
  const items: readonly PlaceItem[] = [
    ...files
      .filter(({ fsPath }) => other.kind === "connection" || fsPath !== other.path)
      .map((file) => ({
        label: `$(file) ${workspace.asRelativePath(file)}`,
        place: filePlace(file),
      })),
    {
      label: `$(folder-opened) ${l10n.t("Browse…")}`,
      description: l10n.t("A file or a folder of SQL"),
      place: "browse",
    },
    ...store
      .list()
      .filter(({ id }) => other.kind === "files" || id !== other.connectionId)
      .map(({ id, name, role }): PlaceItem => ({
        label: `$(database) ${name}`,
        description: role,
        place: { kind: "connection", connectionId: id },
      })),
  ];
  const source = other.kind === "files" ? other.label : (store.find(other.connectionId)?.name ?? "");
  const chosen = await window.showQuickPick(items, {
    placeHolder:
      side === "to"
        ? l10n.t("The schema that {0} should have", source)
        : l10n.t("The schema that is to become like {0}", source),
  });
  if (chosen?.place !== "browse") return chosen?.place;
  const [picked] =
    (await window.showOpenDialog({
      canSelectFiles: true,
      canSelectFolders: true,
      filters: { SQL: ["sql"] },
      openLabel: l10n.t("Compare"),
    })) ?? [];
  return picked && filePlace(picked);
}

function filePlace({ fsPath }: Uri): SchemaPlace {
  return { kind: "files", path: fsPath, label: basename(fsPath) };
}

/** Asks whose format a migration has; undefined when the question is dismissed. */
export async function pickTool(current: string | undefined): Promise<ToolName | undefined> {
  const items = toolNames.map((label) => ({
    label,
    ...(label === current && { description: l10n.t("now") }),
  }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("The tool that runs the migrations") }))
    ?.label;
}

/** Where the workspace keeps its migrations: the folder of the newest one, or db/migrations. */
export async function migrationFolder(): Promise<string> {
  const [root] = workspace.workspaceFolders ?? [];
  if (!root) throw new UserError(l10n.t("Open a folder first; migrations are kept in it."));
  const found = await workspace.findFiles(
    "**/{migrations,migration,migrate,drizzle}/**/*.sql",
    "**/node_modules/**",
    500,
  );
  const newest = found
    .map(({ fsPath }) => fsPath)
    .sort()
    .at(-1);
  if (newest === undefined) return join(root.uri.fsPath, "db", "migrations");
  const parts = newest.split(/[\\/]/);
  const at = parts.findLastIndex((part) => /^(?:migrations?|migrate|drizzle)$/.test(part));
  return newest.slice(0, parts.slice(0, at + 1).join("/").length);
}
