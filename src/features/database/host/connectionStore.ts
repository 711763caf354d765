import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import {
  ConfigurationTarget,
  type Event,
  EventEmitter,
  l10n,
  type Memento,
  type SecretStorage,
  workspace,
} from "vscode";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import { UserError } from "../../../shared/userError.ts";
import type { ConnectionOrigin, TargetToOpen } from "../protocol.ts";
import { parametersOf, readSavedConnection, type SavedConnection } from "./savedConnection.ts";

/** Where a connection is kept: settings of the user or the workspace, or VS Code's memory of the workspace. */
export type Shelf = "user" | "workspace" | "memory";

/** The connections that the user has added. Passwords are kept apart, in SecretStorage. */
export interface ConnectionStore extends Disposable {
  readonly onChange: Event<void>;
  list(): readonly SavedConnection[];
  find(id: string): SavedConnection | undefined;
  /** Which shelf a connection is on. */
  shelfOf(id: string): Shelf;
  /** Adds or replaces a connection. A password of undefined leaves the one that is there; empty removes it. */
  save(connection: SavedConnection, shelf: Shelf, password?: string): Promise<void>;
  remove(id: string): Promise<void>;
  /**
   * How to reach a connection, with its password.
   * @throws UserError when it is gone, or the workspace is not trusted.
   */
  target(id: string): Promise<TargetToOpen>;
}

const section = "seniorBackend.database";
const key = "connections";
const memoryKey = "database.connections";

export function newConnectionId(): string {
  return randomUUID().slice(0, 8);
}

export function createConnectionStore(secrets: SecretStorage, memory: Memento): ConnectionStore {
  const parts = new DisposableStore();
  const changed = parts.add(new EventEmitter<void>());
  parts.add(
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.${key}`)) changed.fire();
    }),
  );

  /** Entries are kept as they are: what we do not know in them belongs to the user. */
  const entries = (shelf: Shelf): readonly unknown[] => {
    if (shelf === "memory") return asList(memory.get<unknown>(memoryKey));
    const values = workspace.getConfiguration(section).inspect<unknown>(key);
    return asList(shelf === "user" ? values?.globalValue : values?.workspaceValue);
  };
  const connections = (shelf: Shelf) => entries(shelf).flatMap((entry) => readSavedConnection(entry) ?? []);
  // The first entry of an id counts; a workspace may override what the user has.
  const list = () => {
    const byId = new Map<string, SavedConnection>();
    for (const connection of shelves.flatMap(connections)) {
      if (!byId.has(connection.id)) byId.set(connection.id, connection);
    }
    return [...byId.values()];
  };
  const shelfOf = (id: string) =>
    shelves.find((shelf) => connections(shelf).some((connection) => connection.id === id)) ?? "user";

  async function write(shelf: Shelf, next: readonly unknown[]): Promise<void> {
    if (shelf === "memory") {
      await memory.update(memoryKey, next);
      changed.fire();
      return;
    }
    const target = shelf === "user" ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
    await workspace.getConfiguration(section).update(key, next.length === 0 ? undefined : next, target);
  }

  return {
    onChange: changed.event,
    list,
    find: (id) => list().find((connection) => connection.id === id),
    shelfOf,
    async save(connection, shelf, password) {
      if (password === "") await secrets.delete(secretKey(connection.id));
      else if (password !== undefined) await secrets.store(secretKey(connection.id), password);
      for (const other of shelves.filter((name) => name !== shelf && holds(entries(name), connection.id))) {
        await write(other, without(entries(other), connection.id));
      }
      const current = entries(shelf);
      const replaced = current.map((entry) => (idOf(entry) === connection.id ? connection : entry));
      await write(shelf, holds(current, connection.id) ? replaced : [...current, connection]);
    },
    async remove(id) {
      await secrets.delete(secretKey(id));
      for (const shelf of shelves.filter((name) => holds(entries(name), id))) {
        await write(shelf, without(entries(shelf), id));
      }
    },
    async target(id) {
      const connection = list().find((candidate) => candidate.id === id);
      if (!connection) throw new UserError(l10n.t("This connection is gone; add it again."));
      if (!workspace.isTrusted) {
        throw new UserError(l10n.t("Databases are opened in trusted workspaces only; trust this one first."));
      }
      const { origin } = connection;
      const password = await secrets.get(secretKey(id));
      return {
        ...parametersOf(connection),
        ...(origin && { origin: absoluteOrigin(origin) }),
        ...(password !== undefined && { password }),
      };
    },
    dispose: () => parts.dispose(),
  };
}

/** In the order in which they are asked. */
const shelves = ["workspace", "user", "memory"] as const;

function secretKey(id: string): string {
  return `database.password.${id}`;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function idOf(entry: unknown): string | undefined {
  return readSavedConnection(entry)?.id;
}

function holds(entries: readonly unknown[], id: string): boolean {
  return entries.some((entry) => idOf(entry) === id);
}

function without(entries: readonly unknown[], id: string): readonly unknown[] {
  return entries.filter((entry) => idOf(entry) !== id);
}

/** The file of an origin in the workspace folder that has it. */
export function absoluteOrigin({ file, key: place }: ConnectionOrigin): ConnectionOrigin {
  if (file === undefined || isAbsolute(file))
    return file === undefined ? { key: place } : { file, key: place };
  const folders = workspace.workspaceFolders ?? [];
  const candidates = folders.flatMap(({ uri, name }) => [
    join(uri.fsPath, file),
    ...(file.startsWith(`${name}/`) ? [join(uri.fsPath, file.slice(name.length + 1))] : []),
  ]);
  return { file: candidates.find((path) => existsSync(path)) ?? candidates[0] ?? file, key: place };
}
