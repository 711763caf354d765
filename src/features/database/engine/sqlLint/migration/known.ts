import type { Node, TypeName } from "libpg-query";
import type { SqlStatement } from "../../sql/parseSql.ts";
import { addedColumns, addedConstraints, allOf, alterCommands, as, createdColumns, strings } from "../ast.ts";
import { type ColumnType, typeOf } from "../columnType.ts";
import { blocksTraffic } from "../lockMode.ts";
import { locksOf } from "../locks.ts";
import { keyOf, nameOf, nameOfList, type TableName } from "../tableName.ts";
import { endsTransaction, type Transaction } from "./transactions.ts";

/** What statements so far have made, so that a rule knows what is new, proven or set. */
export interface Known {
  isCreated(table: TableName): boolean;
  isPartitioned(table: TableName): boolean;
  /** The type of a column that the script itself defined. */
  columnType(table: TableName, column: string): ColumnType | undefined;
  /** Tells whether a validated CHECK or NOT NULL of the script proves that a column holds no null. */
  isProvenNotNull(table: TableName, column: string): boolean;
  /** The transaction in which a constraint was added NOT VALID. */
  addedNotValid(
    table: TableName,
    constraint: string,
  ): { readonly transaction: Transaction | undefined } | undefined;
  isCreatedEnum(type: TypeName | undefined): boolean;
  isConstrainedDomain(type: TypeName | undefined): boolean;
  readonly hasLockTimeout: boolean;
  /** Tells whether a statement has asked for a lock that traffic waits behind. */
  readonly hasAskedForLock: boolean;
  /** Tables in use that a transaction holds ACCESS EXCLUSIVE on so far, in the order of the locks. */
  lockedBy(transaction: Transaction): readonly TableName[];
}

interface Table {
  readonly partitioned: boolean;
  readonly columns: Map<string, ColumnType>;
}

/** Follows a script statement by statement. */
export interface KnownSoFar extends Known {
  learn(statement: SqlStatement, transaction: Transaction | undefined): void;
}

export function nothingKnown(): KnownSoFar {
  const tables = new Map<string, Table>();
  const domains = new Map<string, boolean>();
  const enums = new Set<string>();
  const notValid = new Map<string, { transaction: Transaction | undefined; proves: readonly string[] }>();
  const notNull = new Set<string>();
  const timeout = { session: false, local: false };
  const locked = new Map<Transaction, TableName[]>();
  let hasAskedForLock = false;

  const constraintKey = (table: TableName, name: string) => `${keyOf(table)}\u0000${name}`;

  function learnTable({ node }: SqlStatement): void {
    const create = as(node, "CreateStmt");
    if (create?.relation) {
      const columns = createdColumns(node).flatMap(({ column }) => {
        const type = typeOf(column.typeName);
        return type && column.colname !== undefined ? [[column.colname, type] as const] : [];
      });
      tables.set(keyOf(nameOf(create.relation)), {
        partitioned: create.partspec !== undefined,
        columns: new Map(columns),
      });
    }
    const into = as(node, "CreateTableAsStmt")?.into?.rel ?? as(node, "SelectStmt")?.intoClause?.rel;
    if (into) tables.set(keyOf(nameOf(into)), { partitioned: false, columns: new Map() });
    const rename = as(node, "RenameStmt");
    if (rename?.renameType === "OBJECT_TABLE" && rename.relation && rename.newname !== undefined) {
      const old = nameOf(rename.relation);
      const table = tables.get(keyOf(old));
      if (table) tables.set(keyOf({ ...old, name: rename.newname }), table);
    }
    for (const { relation, column } of addedColumns(node)) {
      const type = typeOf(column.typeName);
      if (type && column.colname !== undefined)
        tables.get(keyOf(nameOf(relation)))?.columns.set(column.colname, type);
    }
    const drop = as(node, "DropStmt");
    if (drop?.removeType === "OBJECT_TABLE") {
      for (const object of drop.objects ?? []) {
        const name = nameOfList(object);
        if (name) tables.delete(keyOf(name));
      }
    }
  }

  function learnTypes({ node }: SqlStatement): void {
    const domain = as(node, "CreateDomainStmt");
    const name = strings(domain?.domainname).at(-1);
    if (domain && name !== undefined) {
      const kinds = allOf(domain.constraints, "Constraint").map(({ contype }) => contype);
      domains.set(name, kinds.includes("CONSTR_CHECK") || kinds.includes("CONSTR_NOTNULL"));
    }
    const created = strings(as(node, "CreateEnumStmt")?.typeName).at(-1);
    if (created !== undefined) enums.add(created);
  }

  function learnConstraints({ node }: SqlStatement, transaction: Transaction | undefined): void {
    for (const { relation, constraint } of addedConstraints(
      node,
      "CONSTR_CHECK",
      "CONSTR_FOREIGN",
      "CONSTR_NOTNULL",
    )) {
      const table = nameOf(relation);
      const proves =
        constraint.contype === "CONSTR_NOTNULL"
          ? strings(constraint.keys)
          : provenNotNull(constraint.raw_expr);
      if (constraint.skip_validation && constraint.conname !== undefined)
        notValid.set(constraintKey(table, constraint.conname), { transaction, proves });
      else if (!constraint.skip_validation)
        for (const column of proves) notNull.add(constraintKey(table, column));
    }
    for (const { relation, command } of alterCommands(node, "AT_ValidateConstraint")) {
      const table = nameOf(relation);
      const added = notValid.get(constraintKey(table, command.name ?? ""));
      for (const column of added?.proves ?? []) notNull.add(constraintKey(table, column));
    }
    for (const { relation, command } of alterCommands(node, "AT_SetNotNull"))
      notNull.add(constraintKey(nameOf(relation), command.name ?? ""));
    for (const { relation, command } of alterCommands(node, "AT_DropNotNull"))
      notNull.delete(constraintKey(nameOf(relation), command.name ?? ""));
  }

  function learnSettings(statement: SqlStatement, transaction: Transaction | undefined): void {
    if (endsTransaction(statement)) timeout.local = false;
    const set = as(statement.node, "VariableSetStmt");
    if (set?.name !== "lock_timeout") return;
    const isOn = set.kind === "VAR_SET_VALUE" && !isZero(set.args?.[0]);
    // SET LOCAL does nothing outside of a transaction.
    if (set.is_local) timeout.local = isOn && transaction !== undefined;
    else timeout.session = isOn;
  }

  function learnLocks({ node }: SqlStatement, transaction: Transaction | undefined): void {
    const locks = locksOf(node).filter(({ table, mode }) => blocksTraffic(mode) && !tables.has(keyOf(table)));
    hasAskedForLock ||= locks.length > 0;
    const exclusive = locks.filter(({ mode }) => mode === "ACCESS EXCLUSIVE");
    if (!transaction || exclusive.length === 0) return;
    const held = locked.get(transaction) ?? [];
    held.push(...exclusive.map(({ table }) => table));
    locked.set(transaction, held);
  }

  return {
    isCreated: (table) => tables.has(keyOf(table)),
    isPartitioned: (table) => tables.get(keyOf(table))?.partitioned === true,
    columnType: (table, column) => tables.get(keyOf(table))?.columns.get(column),
    isProvenNotNull: (table, column) => notNull.has(constraintKey(table, column)),
    addedNotValid: (table, name) => notValid.get(constraintKey(table, name)),
    isCreatedEnum: (type) => enums.has(strings(type?.names).at(-1) ?? ""),
    isConstrainedDomain: (type) => domains.get(strings(type?.names).at(-1) ?? "") === true,
    get hasLockTimeout() {
      return timeout.session || timeout.local;
    },
    get hasAskedForLock() {
      return hasAskedForLock;
    },
    lockedBy: (transaction) => locked.get(transaction) ?? [],
    learn(statement, transaction) {
      learnLocks(statement, transaction);
      learnTable(statement);
      learnTypes(statement);
      learnConstraints(statement, transaction);
      learnSettings(statement, transaction);
    },
  };
}

/** Columns that an expression of the form `a IS NOT NULL AND …` proves to hold no null. */
export function provenNotNull(expression: Node | undefined): readonly string[] {
  const both = as(expression, "BoolExpr");
  if (both?.boolop === "AND_EXPR") return (both.args ?? []).flatMap(provenNotNull);
  const test = as(expression, "NullTest");
  if (test?.nulltesttype !== "IS_NOT_NULL") return [];
  return strings(as(test.arg, "ColumnRef")?.fields).slice(-1);
}

function isZero(value: Node | undefined): boolean {
  const constant = as(value, "A_Const");
  if (!constant) return true;
  if (constant.sval) return /^0+\s*[a-z]*$/i.test(constant.sval.sval ?? "");
  return (constant.ival?.ival ?? 0) === 0;
}
