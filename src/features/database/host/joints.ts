import { l10n, Range, Uri, window } from "vscode";
import type { LanguageServer } from "../../../host/languageServer.ts";
import { back, type Frame } from "../../../host/multiStep.ts";
import { type Choice, pick } from "../../../host/quickPick.ts";
import {
  type Contract,
  listContractsMethod,
  listOperationsMethod,
  type ListOperationsParams,
  type OperationSummary,
} from "../../../shared/lspProtocol.ts";
import { UserError } from "../../../shared/userError.ts";
import { matchNames, namesInPath } from "../engine/joints/matchNames.ts";
import type { TableSummary } from "../protocol.ts";
import type { ConnectionStore } from "./connectionStore.ts";
import { contractPlace, operationLine } from "./contractPlace.ts";
import type { DatabaseProcess } from "./databaseProcess.ts";
import type { DatabaseDocuments } from "./documents.ts";
import { elementOf } from "./elements.ts";
import type { SavedConnection } from "./savedConnection.ts";

/** What leads from a description to tables and back. Names are all there is to go by, so answers are guesses. */
export interface Joints {
  readonly process: DatabaseProcess;
  readonly store: ConnectionStore;
  readonly documents: DatabaseDocuments;
  readonly server: LanguageServer;
}

/**
 * Offers the tables that the operation or schema at the cursor is probably about, and shows the one that is chosen.
 * @throws UserError when there is no connection, or no description in the editor.
 */
export async function goToTable({ process, store, documents }: Joints): Promise<void> {
  const title = l10n.t("Go to Table");
  const editor = window.activeTextEditor;
  if (!editor)
    throw new UserError(l10n.t("Open an API description first and put the cursor on an operation."));
  const { path, names } = contractPlace(editor.document, editor.selection.active);
  const connection = await chooseConnection(title, store);
  if (!connection) return;
  const tables = await process.call("listTables", connection.id);
  const wanted = path === undefined ? names : namesInPath(path);
  const guesses = matchNames(wanted, tables, ({ name }) => [name]).map(({ item }) => item);
  const reason = path ?? wanted.join(", ");
  const choices = [
    ...guesses.map((table) => tableChoice(table, l10n.t("a guess from {0}", reason))),
    ...tables.filter((table) => !guesses.includes(table)).map((table) => tableChoice(table, "")),
  ];
  const placeholder =
    guesses.length > 0 ? l10n.t("Probably one of the first") : l10n.t("No name is alike; choose one");
  const table = await pick(frameOf(title), { placeholder, choices });
  if (table === undefined || table === back) return;
  await documents.showDdl(connection.id, table.object, `${table.schema}.${table.name}`);
}

/**
 * Offers the operations that probably serve a table, and opens the one that is chosen.
 * @throws UserError when there is no description, or none of its operations is alike.
 */
export async function goToOperations({ server }: Joints, argument: unknown): Promise<void> {
  const node = elementOf(argument, "node")?.node;
  if (!node) return;
  const title = l10n.t("Go to Operations");
  const operations = await allOperations(server);
  const guesses = matchNames([node.label], operations, ({ operation }) => [
    ...namesInPath(operation.path),
    ...operation.tags,
  ]);
  if (guesses.length === 0) {
    throw new UserError(l10n.t("No operation of the descriptions here has a name like “{0}”.", node.label));
  }
  const chosen = await pick(frameOf(title), {
    placeholder: l10n.t("Guessed by name: “{0}”", node.label),
    choices: guesses.map(({ item }) => operationChoice(item)),
  });
  if (chosen === undefined || chosen === back) return;
  const editor = await window.showTextDocument(Uri.parse(chosen.contract.uri));
  const line = operationLine(editor.document.getText(), chosen.operation.pointer);
  await window.showTextDocument(editor.document, { selection: new Range(line, 0, line, 0) });
}

interface PlacedOperation {
  readonly contract: Contract;
  readonly operation: OperationSummary;
}

async function allOperations(server: LanguageServer): Promise<readonly PlacedOperation[]> {
  const contracts = await server.request<readonly Contract[]>(listContractsMethod);
  if (contracts.length === 0) throw new UserError(l10n.t("There is no API description in this workspace."));
  const lists = await Promise.all(
    contracts.map(async (contract) => {
      const params: ListOperationsParams = { uri: contract.uri };
      const operations = await server.request<readonly OperationSummary[]>(listOperationsMethod, params);
      return operations.map((operation): PlacedOperation => ({ contract, operation }));
    }),
  );
  return lists.flat();
}

function operationChoice(value: PlacedOperation): Choice<PlacedOperation> {
  const { method, path, summary = "" } = value.operation;
  return {
    value,
    label: `${method.toUpperCase()} ${path}`,
    description: summary,
    detail: value.contract.title,
  };
}

function tableChoice(value: TableSummary, reason: string): Choice<TableSummary> {
  const name = value.schema === "public" ? value.name : `${value.schema}.${value.name}`;
  return { value, label: `$(table) ${name}`, description: reason };
}

/** The only connection there is, or the one that is chosen. */
async function chooseConnection(title: string, store: ConnectionStore): Promise<SavedConnection | undefined> {
  const connections = store.list();
  if (connections.length === 0) {
    throw new UserError(l10n.t("There is no database yet; add a connection in the Databases view first."));
  }
  if (connections.length === 1) return connections[0];
  const chosen = await pick(frameOf(title), {
    placeholder: l10n.t("In which database"),
    choices: connections.map((value): Choice<SavedConnection> => ({
      value,
      label: value.name,
      description: value.role,
    })),
  });
  return chosen === back ? undefined : chosen;
}

function frameOf(title: string): Frame {
  return { title, step: 1, totalSteps: 1 };
}
