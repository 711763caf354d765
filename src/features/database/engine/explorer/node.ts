import type { ObjectId } from "../catalog/model.ts";

/** What a node of the tree stands for; the tree asks for children by it. */
export type NodeRef =
  | { readonly of: "database" }
  /** A folder of a schema or table; that of the extensions has no owner. */
  | { readonly of: "group"; readonly owner: ObjectId; readonly group: GroupName }
  | { readonly of: "object"; readonly id: ObjectId }
  /** A column of a table, view or composite type. */
  | { readonly of: "column"; readonly owner: ObjectId; readonly name: string };

/** Folders that hold objects of one sort. */
export type GroupName =
  | "tables"
  | "views"
  | "materializedViews"
  | "functions"
  | "types"
  | "sequences"
  | "extensions"
  | "indexes"
  | "constraints"
  | "triggers"
  | "rules"
  | "policies"
  | "statistics"
  | "partitions"
  | "referencedBy";

/** One line of the tree, ready to be shown. */
export interface TreeNode {
  readonly ref: NodeRef;
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly spoken: string;
  /** Name of a codicon. */
  readonly icon: string;
  /** What menus go by: "table", "view", "column", "group" … */
  readonly menu: string;
  readonly expandable: "no" | "collapsed" | "expanded";
  /** The object that DDL is shown of; absent: none. */
  readonly object?: ObjectId;
  /** Its name as SQL; absent where there is nothing to copy. */
  readonly sqlName?: string;
  /** Something is wrong with it: an index that is not valid, a trigger that is off. */
  readonly flawed?: boolean;
}

/** A part of the children of a node. */
export interface TreePage {
  readonly nodes: readonly TreeNode[];
  /** How many children there are altogether. */
  readonly total: number;
}
