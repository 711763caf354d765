import { env, l10n, window, workspace } from "vscode";
import type { Commands } from "../../../host/commands.ts";
import { askText } from "../../../host/inputBox.ts";
import type { LanguageServer } from "../../../host/languageServer.ts";
import { choose } from "../../../host/messages.ts";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import { UserError } from "../../../shared/userError.ts";
import type { ConnectionStore } from "./connectionStore.ts";
import type { DatabaseProcess } from "./databaseProcess.ts";
import type { DatabaseDocuments } from "./documents.ts";
import { addConnection, editConnection, useFound } from "./editConnection.ts";
import { connectionIdOf, elementOf } from "./elements.ts";
import { goToOperations, goToTable } from "./joints.ts";
import type { SavedConnection } from "./savedConnection.ts";
import type { DatabaseTree } from "./tree.ts";

export interface ExplorerParts {
  readonly commands: Commands;
  readonly process: DatabaseProcess;
  readonly store: ConnectionStore;
  readonly tree: DatabaseTree;
  readonly documents: DatabaseDocuments;
  readonly server: LanguageServer;
}

/** The commands of the view and of its lines. */
export function registerExplorerCommands(parts: ExplorerParts): Disposable {
  const registered = new DisposableStore();
  registered.add(connectionCommands(parts));
  registered.add(treeCommands(parts));
  registered.add(objectCommands(parts));
  registered.add(jointCommands(parts));
  return registered;
}

function connectionCommands({ commands, process, store, tree }: ExplorerParts): Disposable {
  const parts = new DisposableStore();
  const show = async (id: string | undefined) => {
    if (id !== undefined) await tree.reveal(id);
  };
  parts.add(
    commands.register("seniorBackend.database.addConnection", l10n.t("Add Database Connection"), async () => {
      requireTrust();
      await show(await addConnection(process, store));
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.useFound", l10n.t("Use Found Connection"), async (argument) => {
      requireTrust();
      const element = elementOf(argument, "found");
      if (element) await show(await useFound(store, element.found));
    }),
  );
  parts.add(
    commands.register(
      "seniorBackend.database.editConnection",
      l10n.t("Edit Connection"),
      async (argument) => {
        requireTrust();
        const connection = savedConnection(store, argument);
        const id = connection && (await editConnection(process, store, connection));
        if (id === undefined) return;
        await tree.disconnect(id);
        await show(id);
      },
    ),
  );
  parts.add(
    commands.register(
      "seniorBackend.database.removeConnection",
      l10n.t("Remove Connection"),
      async (argument) => {
        const connection = savedConnection(store, argument);
        if (!connection) return;
        const remove = l10n.t("Remove");
        const question = l10n.t("Remove the connection “{0}” and its password?", connection.name);
        if ((await choose(question, remove)) !== remove) return;
        await tree.disconnect(connection.id);
        await store.remove(connection.id);
      },
    ),
  );
  parts.add(
    commands.register("seniorBackend.database.disconnect", l10n.t("Disconnect"), async (argument) => {
      const id = connectionIdOf(argument);
      if (id !== undefined) await tree.disconnect(id);
    }),
  );
  return parts;
}

function treeCommands({ commands, tree, documents }: ExplorerParts): Disposable {
  const parts = new DisposableStore();
  parts.add(
    commands.register("seniorBackend.database.refresh", l10n.t("Refresh Databases"), async (argument) => {
      const id = connectionIdOf(argument);
      if (id === undefined) {
        tree.refreshAll();
        return;
      }
      await tree.refresh(id);
      documents.refresh(id);
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.filter", l10n.t("Filter Database"), async (argument) => {
      const id = connectionIdOf(argument);
      if (id === undefined) return;
      const text = await askText(
        { title: l10n.t("Filter Database"), step: 1, totalSteps: 1 },
        {
          prompt: l10n.t("Part of the name of a table, view, function, type or sequence; empty shows all"),
          value: tree.stateOf(id).filter,
        },
      );
      if (typeof text === "string") tree.filter(id, text.trim());
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.clearFilter", l10n.t("Clear Filter"), (argument) => {
      const id = connectionIdOf(argument);
      if (id !== undefined) tree.filter(id, "");
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.showMore", l10n.t("Show More"), (argument) => {
      const element = elementOf(argument, "more");
      if (element) tree.showMore(element.parent);
    }),
  );
  return parts;
}

function objectCommands({ commands, process, documents }: ExplorerParts): Disposable {
  const parts = new DisposableStore();
  parts.add(
    commands.register("seniorBackend.database.showDdl", l10n.t("Show DDL"), async (argument) => {
      const place = objectPlace(argument);
      if (place) await documents.showDdl(place.connectionId, place.object, place.name);
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.previewRows", l10n.t("Preview Rows"), async (argument) => {
      const place = objectPlace(argument);
      if (place) await documents.showRows(place.connectionId, place.object, place.name);
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.nextRows", l10n.t("Next Rows"), async (address) => {
      if (typeof address === "string") await documents.turnPage(address, 1);
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.previousRows", l10n.t("Previous Rows"), async (address) => {
      if (typeof address === "string") await documents.turnPage(address, -1);
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.openQuery", l10n.t("Open Query"), async (argument) => {
      const place = objectPlace(argument);
      if (!place) return;
      const { connectionId, object } = place;
      const content = await process.call("selectStatement", { connectionId, object });
      await window.showTextDocument(await workspace.openTextDocument({ language: "sql", content }));
    }),
  );
  parts.add(
    commands.register("seniorBackend.database.copyName", l10n.t("Copy Name"), async (argument) => {
      const name = elementOf(argument, "node")?.node.sqlName;
      if (name !== undefined) await env.clipboard.writeText(name);
    }),
  );
  return parts;
}

function jointCommands(parts: ExplorerParts): Disposable {
  const { commands } = parts;
  const registered = new DisposableStore();
  registered.add(
    commands.register("seniorBackend.database.goToTable", l10n.t("Go to Table"), async () => {
      requireTrust();
      await goToTable(parts);
    }),
  );
  registered.add(
    commands.register("seniorBackend.database.goToOperations", l10n.t("Go to Operations"), (argument) =>
      goToOperations(parts, argument),
    ),
  );
  return registered;
}

interface ObjectPlace {
  readonly connectionId: string;
  readonly object: string;
  readonly name: string;
}

/** The object that a command is about: that of a line, or one that a lens names. */
function objectPlace(argument: unknown): ObjectPlace | undefined {
  const element = elementOf(argument, "node");
  if (element?.node.object !== undefined) {
    const { object, sqlName, label } = element.node;
    return { connectionId: element.connectionId, object, name: sqlName ?? label };
  }
  const { connectionId, object } = (argument ?? {}) as Partial<Record<string, unknown>>;
  return typeof connectionId === "string" && typeof object === "string"
    ? { connectionId, object, name: object }
    : undefined;
}

function savedConnection(store: ConnectionStore, argument: unknown): SavedConnection | undefined {
  const id = connectionIdOf(argument);
  return id === undefined ? undefined : store.find(id);
}

function requireTrust(): void {
  if (!workspace.isTrusted) {
    throw new UserError(l10n.t("Databases are opened in trusted workspaces only; trust this one first."));
  }
}
