import type { AlterTableType, Constraint, Node } from "libpg-query";
import { allOf, alterTable, as } from "./ast.ts";
import { type LockMode, strongerLock } from "./lockMode.ts";
import { keyOf, nameOf, nameOfList, type TableName } from "./tableName.ts";

/** A lock that a statement takes on a table before it does anything. */
export interface TableLock {
  readonly table: TableName;
  readonly mode: LockMode;
}

/** Sub-commands of ALTER TABLE that ask for less than ACCESS EXCLUSIVE; from AlterTableGetLockLevel() of Postgres. */
const lighterCommands: Partial<Readonly<Record<AlterTableType, LockMode>>> = {
  AT_EnableTrig: "SHARE ROW EXCLUSIVE",
  AT_EnableAlwaysTrig: "SHARE ROW EXCLUSIVE",
  AT_EnableReplicaTrig: "SHARE ROW EXCLUSIVE",
  AT_EnableTrigAll: "SHARE ROW EXCLUSIVE",
  AT_EnableTrigUser: "SHARE ROW EXCLUSIVE",
  AT_DisableTrig: "SHARE ROW EXCLUSIVE",
  AT_DisableTrigAll: "SHARE ROW EXCLUSIVE",
  AT_DisableTrigUser: "SHARE ROW EXCLUSIVE",
  AT_SetStatistics: "SHARE UPDATE EXCLUSIVE",
  AT_SetOptions: "SHARE UPDATE EXCLUSIVE",
  AT_ResetOptions: "SHARE UPDATE EXCLUSIVE",
  AT_ClusterOn: "SHARE UPDATE EXCLUSIVE",
  AT_DropCluster: "SHARE UPDATE EXCLUSIVE",
  AT_ValidateConstraint: "SHARE UPDATE EXCLUSIVE",
  AT_AttachPartition: "SHARE UPDATE EXCLUSIVE",
  AT_DetachPartitionFinalize: "SHARE UPDATE EXCLUSIVE",
  AT_SetRelOptions: "SHARE UPDATE EXCLUSIVE",
  AT_ResetRelOptions: "SHARE UPDATE EXCLUSIVE",
};

/** The locks on tables that a statement takes, strongest first; what only names of the statement tell. */
export function locksOf(node: Node): readonly TableLock[] {
  const locks = new Map<string, TableLock>();
  const add = (table: TableName | undefined, mode: LockMode) => {
    if (!table) return;
    const known = locks.get(keyOf(table));
    locks.set(keyOf(table), { table, mode: known ? strongerLock(known.mode, mode) : mode });
  };
  addAlterTable(node, add);
  addIndex(node, add);
  addDrop(node, add);
  addOthers(node, add);
  return [...locks.values()].sort((one, other) =>
    one.mode === other.mode ? 0 : strongerLock(one.mode, other.mode) === one.mode ? -1 : 1,
  );
}

type Add = (table: TableName | undefined, mode: LockMode) => void;

function addAlterTable(node: Node, add: Add): void {
  const alter = alterTable(node);
  if (!alter) return;
  const table = nameOf(alter.relation);
  for (const { subtype, def } of alter.commands) {
    const constraint = as(def, "Constraint");
    const partition = as(def, "PartitionCmd");
    if (constraint?.contype === "CONSTR_FOREIGN") add(table, "SHARE ROW EXCLUSIVE");
    else if (subtype === "AT_DetachPartition" && partition?.concurrent) add(table, "SHARE UPDATE EXCLUSIVE");
    else if (subtype !== undefined) add(table, lighterCommands[subtype] ?? "ACCESS EXCLUSIVE");
    if (partition?.name)
      add(nameOf(partition.name), partition.concurrent ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE");
    addReferenced(constraint ? [constraint] : allOf(as(def, "ColumnDef")?.constraints, "Constraint"), add);
    if (subtype === "AT_AddInherit") add(relationOf(def), "SHARE UPDATE EXCLUSIVE");
  }
}

function addReferenced(constraints: readonly Constraint[], add: Add): void {
  for (const { pktable } of constraints) if (pktable) add(nameOf(pktable), "SHARE ROW EXCLUSIVE");
}

function relationOf(node: Node | undefined): TableName | undefined {
  const relation = as(node, "RangeVar");
  return relation && nameOf(relation);
}

function addIndex(node: Node, add: Add): void {
  const index = as(node, "IndexStmt");
  if (index?.relation) add(nameOf(index.relation), index.concurrent ? "SHARE UPDATE EXCLUSIVE" : "SHARE");
  const reindex = as(node, "ReindexStmt");
  if (reindex?.kind === "REINDEX_OBJECT_TABLE" && reindex.relation)
    add(nameOf(reindex.relation), isConcurrent(reindex.params) ? "SHARE UPDATE EXCLUSIVE" : "SHARE");
}

/** Tells whether an option list says CONCURRENTLY. */
export function isConcurrent(params: readonly Node[] | undefined): boolean {
  return allOf(params, "DefElem").some(({ defname }) => defname === "concurrently");
}

function addDrop(node: Node, add: Add): void {
  const drop = as(node, "DropStmt");
  for (const object of drop?.objects ?? []) {
    if (drop?.removeType === "OBJECT_TABLE" || drop?.removeType === "OBJECT_MATVIEW")
      add(nameOfList(object), "ACCESS EXCLUSIVE");
    // The last part is the trigger, policy or rule; the table stands before it.
    if (/^OBJECT_(?:TRIGGER|POLICY|RULE)$/.test(drop?.removeType ?? ""))
      add(tableOfMember(object), "ACCESS EXCLUSIVE");
  }
}

function tableOfMember(object: Node): TableName | undefined {
  const items = as(object, "List")?.items ?? [];
  return nameOfList({ List: { items: items.slice(0, -1) } });
}

function addOthers(node: Node, add: Add): void {
  const create = as(node, "CreateStmt");
  if (create?.partbound)
    for (const parent of allOf(create.inhRelations, "RangeVar")) add(nameOf(parent), "ACCESS EXCLUSIVE");
  for (const element of create?.tableElts ?? []) {
    const own = as(element, "Constraint");
    addReferenced(own ? [own] : allOf(as(element, "ColumnDef")?.constraints, "Constraint"), add);
  }
  const rename = as(node, "RenameStmt");
  if (rename?.relation && rename.renameType !== "OBJECT_INDEX")
    add(nameOf(rename.relation), "ACCESS EXCLUSIVE");
  for (const relation of allOf(as(node, "TruncateStmt")?.relations, "RangeVar"))
    add(nameOf(relation), "ACCESS EXCLUSIVE");
  const trigger = as(node, "CreateTrigStmt")?.relation;
  if (trigger) add(nameOf(trigger), "SHARE ROW EXCLUSIVE");
  const exclusive =
    as(node, "CreatePolicyStmt")?.table ??
    as(node, "AlterPolicyStmt")?.table ??
    as(node, "RuleStmt")?.relation ??
    as(node, "ClusterStmt")?.relation;
  if (exclusive) add(nameOf(exclusive), "ACCESS EXCLUSIVE");
  const refresh = as(node, "RefreshMatViewStmt");
  if (refresh?.relation) add(nameOf(refresh.relation), refresh.concurrent ? "EXCLUSIVE" : "ACCESS EXCLUSIVE");
  addVacuum(node, add);
}

function addVacuum(node: Node, add: Add): void {
  const vacuum = as(node, "VacuumStmt");
  for (const { relation } of allOf(vacuum?.rels, "VacuumRelation"))
    if (relation) add(nameOf(relation), isFull(node) ? "ACCESS EXCLUSIVE" : "SHARE UPDATE EXCLUSIVE");
}

/** Tells whether a statement is VACUUM FULL. */
export function isFull(node: Node): boolean {
  return allOf(as(node, "VacuumStmt")?.options, "DefElem").some(({ defname }) => defname === "full");
}
