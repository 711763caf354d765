import type { Node } from "libpg-query";
import { addsEnumValue, refusesTransaction } from "../migrations/transactionRules.ts";
import type { SqlStatement } from "../sql/parseSql.ts";

/** What a statement of a schema file is to the loader. */
export type StatementRole =
  /** Runs in a group with others. */
  | "grouped"
  /** Runs on its own, because Postgres refuses it among others or they need it committed. */
  | "alone"
  /** Sets up the session for what follows in the file. */
  | "session"
  /** Rows: they are not loaded. */
  | "rows"
  /** Has nothing to do in a shadow: transactions of the file, whole databases, maintenance. */
  | "ignored"
  /** Cannot run in a shadow and is named as not proven. */
  | "unsupported";

const roles: Readonly<Record<string, StatementRole>> = {
  CopyStmt: "rows",
  VariableSetStmt: "session",
  TransactionStmt: "ignored",
  CreatedbStmt: "ignored",
  DropdbStmt: "ignored",
  AlterDatabaseStmt: "ignored",
  AlterDatabaseSetStmt: "ignored",
  AlterSystemStmt: "ignored",
  CheckPointStmt: "ignored",
  VacuumStmt: "ignored",
  ListenStmt: "ignored",
  NotifyStmt: "ignored",
  LockStmt: "ignored",
  CreateTableSpaceStmt: "unsupported",
  CreateSubscriptionStmt: "unsupported",
  AlterSubscriptionStmt: "unsupported",
  LoadStmt: "unsupported",
};

/** Decides how a statement is loaded. */
export function roleOf({ node, text, copyData }: SqlStatement): StatementRole {
  if (copyData !== undefined) return "rows";
  const kind = kindOf(node);
  const role = Object.hasOwn(roles, kind) ? roles[kind] : undefined;
  if (role !== undefined) return role;
  if (kind === "SelectStmt" && /\bset_config\s*\(/i.test(text)) return "session";
  return refusesTransaction(node) || addsEnumValue(node) ? "alone" : "grouped";
}

/** The one key of a node of Postgres' parse tree: the kind of the statement. */
export function kindOf(node: Node): string {
  return Object.keys(node)[0] ?? "";
}
