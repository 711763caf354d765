import type { AdviceItem, FoundConnection, NodeRef, TreeNode } from "../protocol.ts";
import type { SavedConnection } from "./savedConnection.ts";

/** One line of the view. */
export type Element =
  | ConnectionElement
  | FoundElement
  | NodeElement
  | MoreElement
  | MessageElement
  | HealthElement
  | AdviceElement;

/** A connection that the user has added. */
export interface ConnectionElement {
  readonly is: "connection";
  readonly connection: SavedConnection;
}

/** A connection that a file of the workspace describes, and nobody uses yet. */
export interface FoundElement {
  readonly is: "found";
  readonly found: FoundConnection;
}

/** Something in a database. */
export interface NodeElement {
  readonly is: "node";
  readonly connectionId: string;
  readonly node: TreeNode;
  /** Where it stands, so that the same object may appear in several places. */
  readonly path: string;
}

/** Stands for the children that are not shown yet. */
export interface MoreElement {
  readonly is: "more";
  readonly connectionId: string;
  readonly parent: ConnectionElement | NodeElement;
  readonly remaining: number;
}

/** A sentence in place of children that could not be read. */
export interface MessageElement {
  readonly is: "message";
  readonly connectionId: string;
  readonly text: string;
}

/** Stands above what is advised on a database. */
export interface HealthElement {
  readonly is: "health";
  readonly connectionId: string;
}

/** Something in a database that will hurt. */
export interface AdviceElement {
  readonly is: "advice";
  readonly connectionId: string;
  readonly advice: AdviceItem;
  /** Its place among the others: a check may speak of the same object twice. */
  readonly position: number;
}

/** What the children of an element are asked for by. */
export function refOf(element: ConnectionElement | NodeElement): NodeRef {
  return element.is === "connection" ? { of: "database" } : element.node.ref;
}

/** The element that a command was given, when it is one of a kind. */
export function elementOf<Kind extends Element["is"]>(
  argument: unknown,
  kind: Kind,
): Extract<Element, { readonly is: Kind }> | undefined {
  const isElement = typeof argument === "object" && argument !== null && "is" in argument;
  return isElement && argument.is === kind
    ? (argument as Extract<Element, { readonly is: Kind }>)
    : undefined;
}

/** The connection that a command was given an element of. */
export function connectionIdOf(argument: unknown): string | undefined {
  const connection = elementOf(argument, "connection");
  if (connection) return connection.connection.id;
  const part =
    elementOf(argument, "node") ??
    elementOf(argument, "message") ??
    elementOf(argument, "more") ??
    elementOf(argument, "health") ??
    elementOf(argument, "advice");
  return part?.connectionId;
}
