import type {
  AlterTableCmd,
  AlterTableType,
  ColumnDef,
  Constraint,
  ConstrType,
  Node,
  RangeVar,
} from "libpg-query";

type NodeKind = Node extends infer N ? (N extends unknown ? keyof N : never) : never;
type NodeOf<K extends NodeKind> = Extract<Node, Readonly<Record<K, unknown>>>[K];

/** What a node holds when it is of a kind; undefined when it is another or absent. */
export function as<K extends NodeKind>(node: Node | undefined, kind: K): NodeOf<K> | undefined {
  // A node is an object with one key, its kind; a union of 270 members does not narrow by a key that is a parameter.
  return node && (node as unknown as Partial<Record<K, NodeOf<K>>>)[kind];
}

/** The nodes of a list that are of a kind, in order. */
export function allOf<K extends NodeKind>(nodes: readonly Node[] | undefined, kind: K): readonly NodeOf<K>[] {
  return (nodes ?? []).flatMap((node) => as(node, kind) ?? []);
}

/** Strings of a list of String nodes, as names and column lists are. */
export function strings(nodes: readonly Node[] | undefined): readonly string[] {
  return allOf(nodes, "String").map(({ sval = "" }) => sval);
}

/** A sub-command of ALTER TABLE, and where it stands among the others. */
export interface AlterCommand extends AlterTableCmd {
  readonly index: number;
}

export interface AlterTable {
  readonly relation: RangeVar;
  readonly commands: readonly AlterCommand[];
}

/** ALTER TABLE with its sub-commands; undefined for every other statement, ALTER INDEX and VIEW included. */
export function alterTable(node: Node): AlterTable | undefined {
  const statement = as(node, "AlterTableStmt");
  if (!statement?.relation || statement.objtype !== "OBJECT_TABLE") return undefined;
  const commands = allOf(statement.cmds, "AlterTableCmd").map((command, index) => ({ ...command, index }));
  return { relation: statement.relation, commands };
}

/** The sub-commands of ALTER TABLE that are of a type, with the table. */
export function alterCommands(
  node: Node,
  ...types: readonly AlterTableType[]
): readonly { readonly relation: RangeVar; readonly command: AlterCommand }[] {
  const { relation, commands } = alterTable(node) ?? {};
  if (!relation || !commands) return [];
  return commands
    .filter(({ subtype }) => subtype !== undefined && types.includes(subtype))
    .map((command) => ({ relation, command }));
}

/** A column that ALTER TABLE adds. */
export interface AddedColumn {
  readonly relation: RangeVar;
  readonly command: AlterCommand;
  readonly column: ColumnDef;
  readonly constraints: readonly Constraint[];
}

export function addedColumns(node: Node): readonly AddedColumn[] {
  return alterCommands(node, "AT_AddColumn").flatMap(({ relation, command }) => {
    const column = as(command.def, "ColumnDef");
    return column
      ? [{ relation, command, column, constraints: allOf(column.constraints, "Constraint") }]
      : [];
  });
}

/** A constraint that ALTER TABLE adds to a table. */
export interface AddedConstraint {
  readonly relation: RangeVar;
  readonly command: AlterCommand;
  readonly constraint: Constraint;
}

export function addedConstraints(node: Node, ...types: readonly ConstrType[]): readonly AddedConstraint[] {
  return alterCommands(node, "AT_AddConstraint").flatMap(({ relation, command }) => {
    const constraint = as(command.def, "Constraint");
    return constraint?.contype !== undefined && types.includes(constraint.contype)
      ? [{ relation, command, constraint }]
      : [];
  });
}

/** Columns that CREATE TABLE defines, with the constraints written behind them. */
export function createdColumns(
  node: Node,
): readonly { readonly column: ColumnDef; readonly constraints: readonly Constraint[] }[] {
  return allOf(as(node, "CreateStmt")?.tableElts, "ColumnDef").map((column) => ({
    column,
    constraints: allOf(column.constraints, "Constraint"),
  }));
}

/** Columns that a statement brings to a table, whether the table is new or not. */
export function definedColumns(
  node: Node,
): readonly { readonly column: ColumnDef; readonly constraints: readonly Constraint[] }[] {
  return [...createdColumns(node), ...addedColumns(node)];
}

/** Calls of functions anywhere below a node, by lower-case name without schema. */
export function calledFunctions(node: unknown): readonly string[] {
  if (typeof node !== "object" || node === null) return [];
  const inner = Object.values(node).flatMap(calledFunctions);
  const call = "FuncCall" in node ? (node as { FuncCall: { funcname?: Node[] } }).FuncCall : undefined;
  const name = call && strings(call.funcname).at(-1);
  return name === undefined ? inner : [name.toLowerCase(), ...inner];
}

/** Names of columns that an expression reads. */
export function readColumns(node: unknown): readonly string[] {
  if (typeof node !== "object" || node === null) return [];
  if ("ColumnRef" in node) {
    const reference = node as { ColumnRef: { fields?: Node[] } };
    return strings(reference.ColumnRef.fields).slice(-1);
  }
  return Object.values(node).flatMap(readColumns);
}
