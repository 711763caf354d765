import {
  type CancellationToken,
  type Event,
  EventEmitter,
  l10n,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
  workspace,
} from "vscode";
import { longTask } from "../../../host/longTask.ts";
import type { Log } from "../../../host/log.ts";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import { isAbort, UserError } from "../../../shared/userError.ts";
import type { ConnectionOrigin, TreePage } from "../protocol.ts";
import { absoluteOrigin, type ConnectionStore } from "./connectionStore.ts";
import type { Health } from "./advice/health.ts";
import type { DatabaseProcess } from "./databaseProcess.ts";
import {
  type ConnectionElement,
  type Element,
  type HealthElement,
  type NodeElement,
  refOf,
} from "./elements.ts";
import { FoundConnections } from "./foundConnections.ts";
import { type ConnectionState, definitionTooltip, treeItem } from "./items.ts";
import type { SavedConnection } from "./savedConnection.ts";

export const databasesViewId = "seniorBackend.databases";

/** Children that are shown at first, and added by each “Show more”. */
const pageSize = 500;
const untouched: ConnectionState = { status: "closed", epoch: 0, filter: "" };

export interface DatabaseTreeOptions {
  readonly process: DatabaseProcess;
  readonly store: ConnectionStore;
  readonly log: Log;
  readonly health: Health;
}

/** The view of the databases: connections, what they hold, and connections that were found. */
export class DatabaseTree implements TreeDataProvider<Element>, Disposable {
  readonly #process: DatabaseProcess;
  readonly #store: ConnectionStore;
  readonly #log: Log;
  readonly #health: Health;
  readonly #healthElements = new Map<string, HealthElement>();
  readonly #parts = new DisposableStore();
  readonly #changed = this.#parts.add(new EventEmitter<Element | undefined>());
  readonly #states = new Map<string, ConnectionState>();
  readonly #elements = new Map<string, ConnectionElement>();
  /** How many children of a node are shown, where it is more than a page. */
  readonly #shown = new Map<string, number>();
  readonly #view: TreeView<Element>;
  readonly #found: FoundConnections;

  constructor({ process, store, log, health }: DatabaseTreeOptions) {
    this.#process = process;
    this.#store = store;
    this.#log = log;
    this.#health = health;
    this.#parts.add(health.onChange((id) => this.#changed.fire(this.#healthElements.get(id))));
    this.#view = this.#parts.add(
      window.createTreeView<Element>(databasesViewId, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#parts.add(store.onChange(() => this.refreshAll()));
    this.#parts.add(workspace.onDidGrantWorkspaceTrust(() => this.refreshAll()));
    this.#found = this.#parts.add(new FoundConnections(process, log));
    this.#parts.add(this.#found.onChange(() => this.#changed.fire(undefined)));
    this.#parts.add(
      process.onConnectionOpened(({ connectionId, version }) => this.#mark(connectionId, "open", version)),
    );
    this.#parts.add(process.onConnectionLost(({ connectionId }) => this.#mark(connectionId, "lost")));
    this.#parts.add(
      process.onCrash(() => {
        for (const [id, { status }] of this.#states) if (status === "open") this.#mark(id, "lost");
      }),
    );
  }

  get onDidChangeTreeData(): Event<Element | undefined> {
    return this.#changed.event;
  }

  getTreeItem(element: Element): TreeItem {
    return treeItem(
      element,
      (id) => this.stateOf(id),
      (id) => this.#health.known(id),
    );
  }

  async getChildren(element?: Element): Promise<Element[]> {
    if (!element) return await this.#roots();
    if (element.is === "health") return await this.#advice(element);
    if (element.is !== "connection" && element.is !== "node") return [];
    const id = element.is === "connection" ? element.connection.id : element.connectionId;
    try {
      const page = await this.#children(id, element);
      const elements = this.#pageElements(id, element, page);
      return element.is === "connection" ? [this.#healthElement(id), ...elements] : elements;
    } catch (error) {
      return this.#failure(id, element, error);
    }
  }

  async resolveTreeItem(item: TreeItem, element: Element, token: CancellationToken): Promise<TreeItem> {
    if (element.is !== "node" || element.node.object === undefined) return item;
    const { connectionId, node } = element;
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    try {
      const sql = await this.#process.call(
        "showDdl",
        { connectionId, object: node.object ?? "" },
        stop.signal,
      );
      item.tooltip = definitionTooltip(sql);
    } catch (error) {
      // The lines of the tree say it louder.
      if (!isAbort(error)) this.#log.debug(`No tooltip for ${node.label}: ${String(error)}`);
    }
    return item;
  }

  stateOf(connectionId: string): ConnectionState {
    return this.#states.get(connectionId) ?? untouched;
  }

  /** Reads the catalog of a connection again. */
  async refresh(connectionId: string): Promise<void> {
    await this.#process.call("refreshCatalog", connectionId);
    this.#health.forget(connectionId);
    this.#changed.fire(this.#elements.get(connectionId));
  }

  /** Shows connections and looks for them in files again; catalogs stay as they were read. */
  refreshAll(): void {
    this.#found.forget();
    this.#changed.fire(undefined);
  }

  /** Collapses a connection and ends its sessions. */
  async disconnect(connectionId: string): Promise<void> {
    await this.#process.call("disconnect", connectionId);
    this.#health.forget(connectionId);
    this.#set(connectionId, { ...untouched, epoch: this.stateOf(connectionId).epoch + 1 });
  }

  /** Shows only what contains a text; empty: everything. */
  filter(connectionId: string, filter: string): void {
    this.#set(connectionId, { ...this.stateOf(connectionId), filter });
  }

  showMore(parent: ConnectionElement | NodeElement): void {
    const key = keyOf(parent);
    this.#shown.set(key, (this.#shown.get(key) ?? pageSize) + pageSize);
    this.#changed.fire(parent);
  }

  /** Expands a connection and gives it the focus. */
  async reveal(connectionId: string): Promise<void> {
    await this.getChildren();
    const element = this.#elements.get(connectionId);
    if (element) await this.#view.reveal(element, { expand: true, focus: true, select: true });
  }

  getParent(): undefined {
    // Only connections are revealed.
    return undefined;
  }

  dispose(): void {
    this.#parts.dispose();
  }

  async #roots(): Promise<Element[]> {
    if (!workspace.isTrusted) return [];
    const connections = this.#store.list();
    const isFirst = !this.#found.isAsked;
    const search = this.#found.search();
    // What the user has added does not wait for what there might be.
    if (connections.length === 0) await search;
    else if (isFirst) void this.#showWhenFound(search);
    const used = new Set(connections.map(({ origin }) => placeOf(origin && absoluteOrigin(origin))));
    this.#showMessage();
    return [
      ...connections.map((connection) => this.#connectionElement(connection)),
      ...this.#found.known.filter(({ found: { origin } }) => !used.has(placeOf(origin))),
    ];
  }

  /** VS Code knows elements by identity. */
  #connectionElement(connection: SavedConnection): ConnectionElement {
    const known = this.#elements.get(connection.id);
    if (known && JSON.stringify(known.connection) === JSON.stringify(connection)) return known;
    const element: ConnectionElement = { is: "connection", connection };
    this.#elements.set(connection.id, element);
    return element;
  }

  async #showWhenFound(search: Promise<boolean>): Promise<void> {
    if (await search) this.#changed.fire(undefined);
  }

  async #children(id: string, element: ConnectionElement | NodeElement): Promise<TreePage> {
    const params = {
      connectionId: id,
      ref: refOf(element),
      from: 0,
      limit: this.#shown.get(keyOf(element)) ?? pageSize,
      filter: this.stateOf(id).filter,
    };
    const name = this.#store.find(id)?.name ?? id;
    return await longTask(l10n.t("Reading {0}…", name), (signal) =>
      this.#process.call("treeChildren", params, signal),
    );
  }

  #healthElement(connectionId: string): HealthElement {
    const element = this.#healthElements.get(connectionId) ?? { is: "health", connectionId };
    this.#healthElements.set(connectionId, element);
    return element;
  }

  async #advice({ connectionId }: HealthElement): Promise<Element[]> {
    try {
      const { findings } = await this.#health.report(connectionId);
      return findings.map((advice, position) => ({ is: "advice", connectionId, advice, position }));
    } catch (error) {
      if (!UserError.is(error) && !isAbort(error)) this.#log.error("The advice could not be read.", error);
      return [{ is: "message", connectionId, text: failureText(error) }];
    }
  }

  #pageElements(
    connectionId: string,
    parent: ConnectionElement | NodeElement,
    { nodes, total }: TreePage,
  ): Element[] {
    const path = parent.is === "node" ? parent.path : "";
    const elements = nodes.map((node): Element => ({
      is: "node",
      connectionId,
      node,
      path: `${path}/${JSON.stringify(node.ref)}${node.menu === "reference" ? node.description : ""}`,
    }));
    const remaining = total - nodes.length;
    return remaining > 0 ? [...elements, { is: "more", connectionId, parent, remaining }] : elements;
  }

  #failure(connectionId: string, element: ConnectionElement | NodeElement, error: unknown): Element[] {
    if (!UserError.is(error) && !isAbort(error)) this.#log.error("The tree could not be read.", error);
    if (element.is === "connection" && !isAbort(error)) this.#mark(connectionId, "failed");
    return [{ is: "message", connectionId, text: failureText(error) }];
  }

  #mark(connectionId: string, status: ConnectionState["status"], version?: string): void {
    const state = this.stateOf(connectionId);
    const next = { ...state, status, ...(version !== undefined && { version }) };
    if (state.status !== next.status || state.version !== next.version) this.#set(connectionId, next);
  }

  #set(connectionId: string, state: ConnectionState): void {
    this.#states.set(connectionId, state);
    this.#showMessage();
    this.#changed.fire(this.#elements.get(connectionId));
  }

  /** One sentence above the tree: that a production database is open, or what to do as long as there is none. */
  #showMessage(): void {
    const connections = this.#store.list();
    const open = connections
      .filter(({ id, role }) => role === "production" && this.stateOf(id).status === "open")
      .map(({ name }) => name);
    // VS Code hides a message that is empty, and shows a welcome where there is no row.
    const message =
      open.length > 0
        ? l10n.t("Production is open: {0}. Reads only.", open.join(", "))
        : connections.length === 0
          ? this.#found.invitation()
          : "";
    if (this.#view.message !== message) this.#view.message = message;
  }
}

function placeOf(origin: ConnectionOrigin | undefined): string {
  return `${origin?.file ?? ""}#${origin?.key ?? ""}`;
}

function keyOf(element: ConnectionElement | NodeElement): string {
  return element.is === "connection" ? element.connection.id : `${element.connectionId}${element.path}`;
}

function failureText(error: unknown): string {
  if (isAbort(error)) return l10n.t("Stopped. Click to read it again.");
  return UserError.is(error) ? error.message : l10n.t("Something went wrong; the log has the details.");
}
