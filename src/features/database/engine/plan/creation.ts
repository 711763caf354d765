import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Constraint, Index, ObjectKind, Table } from "../catalog/model.ts";
import { createStatements, indexDefinition, validatedDefinition } from "../ddl/create.ts";
import { createTable, tableSettings } from "../ddl/table.ts";
import { metadata } from "./belongings.ts";
import { columnMetadata, validate } from "./columns.ts";
import { holdsRows, tableIn } from "./context.ts";
import type { PlanContext } from "./context.ts";
import type { Lock } from "./model.ts";
import { settings } from "./settings.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** The statements that create an object with owner, rights, comment and settings. */
export function creation(object: CatalogObject, context: PlanContext): DraftStep[] {
  const own =
    object.kind === "index"
      ? createIndex(object, context)
      : createStatements(object, context).map((sql) => onTable(object, sql));
  return [...own, ...settings(object), ...metadata(object, context)];
}

/** Statements on a table take a lock there. */
function onTable(object: CatalogObject, sql: string): DraftStep {
  if (!("table" in object)) return plain(sql);
  return locked(sql, object.table, createLocks[object.kind] ?? "ACCESS EXCLUSIVE");
}

const createLocks: Partial<Record<ObjectKind, Lock>> = {
  trigger: "SHARE ROW EXCLUSIVE",
  statistics: "SHARE UPDATE EXCLUSIVE",
};

/** A table with the constraints that stand on their own; the others follow when what they need exists. */
export function tableCreation(
  table: Table,
  inline: readonly Constraint[],
  withoutDefault: ReadonlySet<string>,
  context: PlanContext,
): DraftStep[] {
  const { major } = context;
  const constraints = inline.map((constraint) => ({
    constraint,
    definition: validatedDefinition(constraint),
  }));
  const name = sqlNameOf(table.id);
  return [
    plain(createTable(table, { major, constraints, withoutDefault })),
    ...tableSettings(table).map((setting) => plain(`ALTER TABLE ${name} ${setting}`)),
    ...unvalidatedNotNulls(table, major),
    ...overriddenColumns(table),
    ...metadata(table, context),
    ...table.columns.flatMap((column) => columnMetadata(table.id, column)),
  ];
}

function unvalidatedNotNulls(table: Table, major: number): DraftStep[] {
  if (major < 18) return [];
  return table.columns.flatMap(({ name, notNull }) =>
    notNull === null || notNull.validated
      ? []
      : [
          plain(
            `ALTER TABLE ${sqlNameOf(table.id)} ADD CONSTRAINT ${quoteIdent(notNull.name)} NOT NULL ${quoteIdent(name)}${
              notNull.noInherit ? " NO INHERIT" : ""
            } NOT VALID`,
          ),
        ],
  );
}

/** What a child by INHERITS has beside what it got from its parent. */
function overriddenColumns(table: Table): DraftStep[] {
  if (table.inherits.length === 0) return [];
  return table.columns
    .filter(({ local, default: value }) => !local && value !== null)
    .map(({ name, default: value }) =>
      plain(
        `ALTER TABLE ONLY ${sqlNameOf(table.id)} ALTER COLUMN ${quoteIdent(name)} SET DEFAULT ${String(value)}`,
      ),
    );
}

/** CREATE INDEX: concurrently where rows are read and written meanwhile. */
export function createIndex(index: Index, context: PlanContext): DraftStep[] {
  const sql = indexDefinition(index);
  const table = context.to.catalog.objects.get(index.table);
  if (!isOnline(index, context)) {
    return [locked(sql, index.table, "SHARE", index.partitioned || !holdsRows(table) ? {} : { scans: true })];
  }
  return [
    {
      ...locked(
        sql.replace(/^CREATE (UNIQUE )?INDEX /, "CREATE $1INDEX CONCURRENTLY "),
        index.table,
        "SHARE UPDATE EXCLUSIVE",
        {
          scans: true,
          outside: true,
        },
      ),
      shadowSql: sql,
      note: `If it fails, it leaves an invalid index: drop ${index.name} and run it again.`,
    },
  ];
}

/** Whether the index is built while others read and write its table. */
export function isOnline(index: Index, context: PlanContext): boolean {
  const table = context.to.catalog.objects.get(index.table);
  return context.online && !index.partitioned && holdsRows(table) && !context.isNew(index.table);
}

/** A constraint on a table that exists already. */
export function constraintCreation(
  constraint: Constraint,
  context: PlanContext,
): { now: DraftStep[]; later: DraftStep[] } {
  const extra = [...settings(constraint), ...metadata(constraint, context)];
  const name = quoteIdent(constraint.name);
  const table = tableIn(context.to.catalog, constraint.table);
  const add = (definition: string) =>
    `ALTER TABLE ${table?.partitionKey != null && constraint.type !== "foreignKey" && constraint.type !== "check" ? "ONLY " : ""}${sqlNameOf(constraint.table)} ADD CONSTRAINT ${name} ${definition}`;
  const lock = constraint.type === "foreignKey" ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE";
  const fresh = context.isNew(constraint.table) || table?.partitionKey != null;
  const canWait =
    (constraint.type === "check" ||
      (constraint.type === "foreignKey" && (table?.partitionKey == null || context.major >= 18))) &&
    constraint.validated &&
    constraint.enforced;
  if (canWait && context.online && !context.isNew(constraint.table)) {
    return {
      now: [locked(`${add(constraint.definition)} NOT VALID`, constraint.table, lock), ...extra],
      later: [validate(constraint.table, name)],
    };
  }
  const index = uniqueIndexOf(constraint, context);
  if (index !== null && context.online && !fresh) {
    return { now: [...buildThenAdopt(constraint, index), ...extra], later: [] };
  }
  return {
    now: [
      locked(
        add(constraint.definition),
        constraint.table,
        lock,
        fresh ? {} : { scans: constraint.validated },
      ),
      ...extra,
    ],
    later: [],
  };
}

/** The index that a primary key or unique constraint can adopt: a plain btree one. */
function uniqueIndexOf({ type, index, definition }: Constraint, { to }: PlanContext): Index | null {
  const object = index === null ? undefined : to.catalog.objects.get(index);
  const adoptable = type === "primaryKey" || type === "unique";
  return adoptable && object?.kind === "index" && !definition.includes("WITHOUT OVERLAPS") ? object : null;
}

function buildThenAdopt(constraint: Constraint, index: Index): DraftStep[] {
  const build = indexDefinition(index);
  const timing =
    /( (?:NOT )?DEFERRABLE)?( INITIALLY (?:DEFERRED|IMMEDIATE))?$/.exec(constraint.definition)?.[0] ?? "";
  const kind = constraint.type === "primaryKey" ? "PRIMARY KEY" : "UNIQUE";
  const name = quoteIdent(constraint.name);
  return [
    {
      ...locked(
        build.replace("CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX CONCURRENTLY "),
        constraint.table,
        "SHARE UPDATE EXCLUSIVE",
        {
          scans: true,
          outside: true,
        },
      ),
      shadowSql: build,
      note: `If it fails, it leaves an invalid index: drop ${index.name} and run it again.`,
    },
    locked(
      `ALTER TABLE ${sqlNameOf(constraint.table)} ADD CONSTRAINT ${name} ${kind} USING INDEX ${name}${timing}`,
      constraint.table,
    ),
  ];
}
