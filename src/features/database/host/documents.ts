import {
  CodeLens,
  EventEmitter,
  l10n,
  languages,
  Range,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";
import { longTask } from "../../../host/longTask.ts";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import { UserError } from "../../../shared/userError.ts";
import { rowsTable } from "../engine/explorer/rowsTable.ts";
import type { RowsPage } from "../protocol.ts";
import type { ConnectionStore } from "./connectionStore.ts";
import type { DatabaseProcess } from "./databaseProcess.ts";

const scheme = "senior-backend-database";
const rowsPerPage = 100;

/** What a read-only document shows; stands in the query of its address. */
interface Shown {
  readonly show: "ddl" | "rows";
  readonly connectionId: string;
  /** "table public.orders" */
  readonly object: string;
}

/** Read-only documents about what databases hold: definitions, and pages of rows. */
export interface DatabaseDocuments extends Disposable {
  /** Shows the SQL that creates an object. @param name what the tab is called. */
  showDdl(connectionId: string, object: string, name: string): Promise<void>;
  /** Shows the rows of a table or view, from the first. */
  showRows(connectionId: string, object: string, name: string): Promise<void>;
  /** Turns the page of the document with this address. */
  turnPage(address: string, pages: 1 | -1): Promise<void>;
  /** Reads what is shown of a connection again. */
  refresh(connectionId: string): void;
}

export function createDatabaseDocuments(process: DatabaseProcess, store: ConnectionStore): DatabaseDocuments {
  const parts = new DisposableStore();
  const changed = parts.add(new EventEmitter<Uri>());
  const lensesChanged = parts.add(new EventEmitter<void>());
  /** Pages by address: where they start, and what came. */
  const offsets = new Map<string, number>();
  const pages = new Map<string, RowsPage>();

  /** What cannot be read says why in its place. */
  async function textOf(uri: Uri): Promise<string> {
    try {
      return await read(uri);
    } catch (error) {
      if (UserError.is(error)) return `${error.message}\n`;
      throw error;
    }
  }

  async function read(uri: Uri): Promise<string> {
    const shown = readAddress(uri);
    if (!shown) return "";
    const { connectionId, object } = shown;
    if (shown.show === "ddl") return await process.call("showDdl", { connectionId, object });
    const key = uri.toString();
    const offset = offsets.get(key) ?? 0;
    const page = await longTask(l10n.t("Reading rows…"), (signal) =>
      process.call("previewRows", { connectionId, object, offset, limit: rowsPerPage }, signal),
    );
    pages.set(key, page);
    lensesChanged.fire();
    return page.rows.length === 0 ? l10n.t("No rows.") + "\n" : rowsTable(page);
  }

  async function open(shown: Shown, name: string): Promise<void> {
    const connection = store.find(shown.connectionId)?.name ?? shown.connectionId;
    const uri = addressOf(shown, connection, name);
    const key = uri.toString();
    offsets.delete(key);
    // A document that is open already keeps its text until it is told.
    if (workspace.textDocuments.some((document) => document.uri.toString() === key)) changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    if (shown.show === "ddl") await languages.setTextDocumentLanguage(document, "sql");
    await window.showTextDocument(document, { preview: true });
  }

  parts.add(
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: textOf,
    }),
  );
  parts.add(
    languages.registerCodeLensProvider(
      { scheme },
      {
        onDidChangeCodeLenses: lensesChanged.event,
        provideCodeLenses: (document) => rowLenses(document, offsets, pages),
      },
    ),
  );
  parts.add(
    workspace.onDidCloseTextDocument(({ uri }) => {
      offsets.delete(uri.toString());
      pages.delete(uri.toString());
    }),
  );

  return {
    showDdl: (connectionId, object, name) => open({ show: "ddl", connectionId, object }, `${name}.sql`),
    showRows: (connectionId, object, name) =>
      open({ show: "rows", connectionId, object }, l10n.t("{0} (rows)", name)),
    turnPage(address, by) {
      offsets.set(address, Math.max(0, (offsets.get(address) ?? 0) + by * rowsPerPage));
      changed.fire(Uri.parse(address));
      return Promise.resolve();
    },
    refresh(connectionId) {
      for (const { uri } of workspace.textDocuments) {
        if (readAddress(uri)?.connectionId === connectionId) changed.fire(uri);
      }
    },
    dispose: () => parts.dispose(),
  };
}

/** "Rows 101–200 · Next 100 rows · Previous 100 rows" above a page. */
function rowLenses(
  document: TextDocument,
  offsets: ReadonlyMap<string, number>,
  pages: ReadonlyMap<string, RowsPage>,
): CodeLens[] {
  const key = document.uri.toString();
  const page = pages.get(key);
  const shown = readAddress(document.uri);
  if (!page || !shown) return [];
  const offset = offsets.get(key) ?? 0;
  const top = new Range(0, 0, 0, 0);
  const lens = (title: string, command = "", ...args: readonly unknown[]) =>
    new CodeLens(top, { title, command, arguments: [...args] });
  const order = page.ordered ? l10n.t("by primary key") : l10n.t("in no order");
  return [
    ...(page.rows.length === 0
      ? []
      : [lens(l10n.t("Rows {0} to {1}, {2}", offset + 1, offset + page.rows.length, order))]),
    ...(offset > 0
      ? [lens(l10n.t("Previous {0}", rowsPerPage), "seniorBackend.database.previousRows", key)]
      : []),
    ...(page.hasMore ? [lens(l10n.t("Next {0}", rowsPerPage), "seniorBackend.database.nextRows", key)] : []),
    lens(l10n.t("Open query"), "seniorBackend.database.openQuery", shown),
  ];
}

function addressOf(shown: Shown, connection: string, name: string): Uri {
  const [folder, file] = [connection, name].map((part) => part.replaceAll(/[/\\]/g, "∕"));
  return Uri.from({ scheme, path: `/${folder ?? ""}/${file ?? ""}`, query: JSON.stringify(shown) });
}

function readAddress(uri: Uri): Shown | undefined {
  if (uri.scheme !== scheme) return undefined;
  try {
    return JSON.parse(uri.query) as Shown;
  } catch {
    return undefined;
  }
}
