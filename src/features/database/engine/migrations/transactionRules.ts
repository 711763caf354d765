import type { Node } from "libpg-query";

const never = new Set([
  "CreatedbStmt",
  "DropdbStmt",
  "CreateTableSpaceStmt",
  "DropTableSpaceStmt",
  "AlterSystemStmt",
]);

/**
 * Whether Postgres refuses the statement inside a transaction block: the CONCURRENTLY forms, VACUUM and statements
 * about the whole cluster (PreventInTransactionBlock in Postgres' source).
 */
export function refusesTransaction(node: Node): boolean {
  if ("IndexStmt" in node) return node.IndexStmt.concurrent === true;
  if ("DropStmt" in node) return node.DropStmt.concurrent === true;
  if ("VacuumStmt" in node) return node.VacuumStmt.is_vacuumcmd === true;
  if ("ReindexStmt" in node) {
    const { kind, params = [] } = node.ReindexStmt;
    return (
      params.some((option) => isOption(option, "concurrently")) ||
      kind === "REINDEX_OBJECT_SCHEMA" ||
      kind === "REINDEX_OBJECT_SYSTEM" ||
      kind === "REINDEX_OBJECT_DATABASE"
    );
  }
  if ("AlterTableStmt" in node) return node.AlterTableStmt.cmds?.some(detachesConcurrently) === true;
  return never.has(Object.keys(node)[0] ?? "");
}

/** Whether a statement adds a value to an enum: later statements can use it only once it is committed. */
export function addsEnumValue(node: Node): boolean {
  return (
    "AlterEnumStmt" in node &&
    node.AlterEnumStmt.newVal !== undefined &&
    node.AlterEnumStmt.oldVal === undefined
  );
}

function isOption(node: Node, name: string): boolean {
  return "DefElem" in node && node.DefElem.defname === name;
}

/** FINALIZE is refused in no transaction; the concurrent form is. */
function detachesConcurrently(node: Node): boolean {
  if (!("AlterTableCmd" in node)) return false;
  const { subtype, def } = node.AlterTableCmd;
  return (
    subtype === "AT_DetachPartition" &&
    def !== undefined &&
    "PartitionCmd" in def &&
    def.PartitionCmd.concurrent === true
  );
}
