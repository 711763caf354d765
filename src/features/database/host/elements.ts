import type { FoundConnection, NodeRef, TreeNode } from "../protocol.ts";
import type { SavedConnection } from "./savedConnection.ts";

/** One line of the view. */
export type Element = ConnectionElement | FoundElement | NodeElement | MoreElement | MessageElement;

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
  const part = elementOf(argument, "node") ?? elementOf(argument, "message") ?? elementOf(argument, "more");
  return part?.connectionId;
}
