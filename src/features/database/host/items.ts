import {
  type Command,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
} from "vscode";
import type { CommandId } from "../../../host/contributions.ts";
import type { AdviceReport } from "../protocol.ts";
import { adviceItem, healthItem } from "./advice/items.ts";
import type {
  ConnectionElement,
  Element,
  FoundElement,
  MessageElement,
  MoreElement,
  NodeElement,
} from "./elements.ts";
import { addressOf } from "./savedConnection.ts";

/** What is known of a connection since the window was opened. */
export interface ConnectionState {
  readonly status: "closed" | "open" | "lost" | "failed";
  /** "18.4", once it was open. */
  readonly version?: string;
  /** Grows when the connection is to appear collapsed again. */
  readonly epoch: number;
  /** What the names shown must contain; empty: all are shown. */
  readonly filter: string;
}

export const productionScheme = "senior-backend-production";

const states = {
  no: TreeItemCollapsibleState.None,
  collapsed: TreeItemCollapsibleState.Collapsed,
  expanded: TreeItemCollapsibleState.Expanded,
} as const;

/** An element as VS Code shows it. */
export function treeItem(
  element: Element,
  stateOf: (connectionId: string) => ConnectionState,
  reportOf: (connectionId: string) => AdviceReport | undefined,
): TreeItem {
  switch (element.is) {
    case "connection":
      return connectionItem(element, stateOf(element.connection.id));
    case "found":
      return foundItem(element);
    case "node":
      return nodeItem(element, stateOf(element.connectionId));
    case "more":
      return moreItem(element);
    case "message":
      return messageItem(element);
    case "health":
      return healthItem(element, reportOf(element.connectionId));
    case "advice":
      return adviceItem(element);
  }
}

const connectionIcons = {
  closed: "database",
  open: "database",
  lost: "debug-disconnect",
  failed: "error",
} as const satisfies Record<ConnectionState["status"], string>;

function connectionItem({ connection }: ConnectionElement, state: ConnectionState): TreeItem {
  const { id, name, role, origin } = connection;
  const { status, version, epoch, filter } = state;
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  const notes = [
    version,
    status === "lost" && l10n.t("connection lost"),
    filter !== "" && l10n.t("filter “{0}”", filter),
  ];
  const open = status === "open" || status === "lost";
  item.id = `${id}#${epoch}`;
  item.description = [`(${role})`, ...notes].filter(Boolean).join(" ");
  item.iconPath = new ThemeIcon(connectionIcons[status], connectionColor(role, status));
  item.contextValue = `connection.${open ? "open" : "closed"}${filter === "" ? "" : ".filtered"}`;
  // The decoration of this address colours the name.
  if (role === "production") item.resourceUri = Uri.from({ scheme: productionScheme, path: `/${id}` });
  const address = origin ? originText(origin) : addressOf(connection);
  item.tooltip = [
    name,
    address,
    l10n.t("{0}, read-only", role),
    ...(version ? [`PostgreSQL ${version}`] : []),
  ].join("\n");
  item.accessibilityInformation = {
    label: [l10n.t("connection {0}", name), role, ...notes].filter(Boolean).join(", "),
  };
  return item;
}

function connectionColor(
  role: ConnectionElement["connection"]["role"],
  status: ConnectionState["status"],
): ThemeColor | undefined {
  if (status === "failed" || status === "lost") return new ThemeColor("list.errorForeground");
  if (role === "production") return new ThemeColor("charts.red");
  return status === "open" ? new ThemeColor("charts.green") : undefined;
}

function originText({ file, key }: { readonly file?: string; readonly key: string }): string {
  return file === undefined ? l10n.t("{0} of the environment", key) : l10n.t("{0} in {1}", key, file);
}

function foundItem({ found }: FoundElement): TreeItem {
  const { parameters, place, role } = found;
  const item = new TreeItem(parameters.database ?? addressOf(parameters), TreeItemCollapsibleState.None);
  item.id = `found ${place}`;
  item.description = l10n.t("found in {0}", place);
  item.iconPath = new ThemeIcon("add");
  item.contextValue = "found";
  item.tooltip = [
    l10n.t("Not used yet. Click to connect."),
    addressOf(parameters),
    l10n.t("probably {0}", role),
  ].join("\n");
  item.command = command("seniorBackend.database.useFound", l10n.t("Connect"), { is: "found", found });
  item.accessibilityInformation = { label: l10n.t("found in {0}: {1}", place, addressOf(parameters)) };
  return item;
}

function nodeItem(element: NodeElement, { epoch, filter }: ConnectionState): TreeItem {
  const { node, connectionId, path } = element;
  const item = new TreeItem(node.label, states[node.expandable]);
  // With a filter everything is shown open, which only an item that VS Code has not seen before may be.
  item.id = `${connectionId}#${epoch} ${filter}${path}`;
  item.description = node.description;
  const color = node.flawed === true ? new ThemeColor("list.warningForeground") : undefined;
  if (node.icon !== "") item.iconPath = new ThemeIcon(node.icon, color);
  item.contextValue = node.menu;
  item.accessibilityInformation = { label: node.spoken };
  return item;
}

function moreItem(element: MoreElement): TreeItem {
  const item = new TreeItem(l10n.t("Show more"), TreeItemCollapsibleState.None);
  item.description = l10n.t("{0} not shown", element.remaining.toLocaleString("en-US"));
  item.iconPath = new ThemeIcon("ellipsis");
  item.contextValue = "more";
  item.command = command("seniorBackend.database.showMore", l10n.t("Show more"), element);
  return item;
}

function messageItem(element: MessageElement): TreeItem {
  const item = new TreeItem(element.text, TreeItemCollapsibleState.None);
  item.iconPath = new ThemeIcon("error", new ThemeColor("list.errorForeground"));
  item.tooltip = l10n.t("{0}\nClick to try again.", element.text);
  item.contextValue = "message";
  item.command = command("seniorBackend.database.refresh", l10n.t("Try again"), element);
  return item;
}

function command(id: CommandId, title: string, ...args: readonly unknown[]): Command {
  return { command: id, title, arguments: [...args] };
}

/** Characters of a definition that a tooltip shows. */
const tooltipLength = 3000;

/** A definition as a tooltip. */
export function definitionTooltip(sql: string): MarkdownString {
  const shown = sql.length > tooltipLength ? `${sql.slice(0, tooltipLength)}\n…` : sql;
  return new MarkdownString().appendCodeblock(shown.trimEnd(), "sql");
}
