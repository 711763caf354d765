import { qualified, quoteIdent, quoteLiteral } from "../catalog/identifiers.ts";
import type { Catalog, Column, Constraint, ObjectId, Table } from "../catalog/model.ts";
import { postgresError, type ShadowDatabase } from "../shadow/shadowServer.ts";
import type { Unproven } from "../shadow/loadSchema.ts";
import { columnHints, seedValue } from "./seedValues.ts";

export interface SeedReport {
  /** Tables that hold rows now. */
  readonly seeded: readonly ObjectId[];
  /** Tables that do not, and why. */
  readonly unproven: readonly Unproven[];
}

/**
 * Puts rows into tables and into those that they refer to, so that a migration meets data. Triggers stay silent;
 * foreign keys hold because the same number gives the same value in every table.
 */
export async function seedTables(
  database: ShadowDatabase,
  catalog: Catalog,
  wanted: ReadonlySet<ObjectId>,
  rowsPerTable: number,
  signal: AbortSignal,
): Promise<SeedReport> {
  const tables = withReferenced(catalog, wanted);
  const constraints = constraintsByTable(catalog);
  const filled = await tablesWithRows(database, tables);
  const reasons = new Map<ObjectId, string>();
  await database.run("set session_replication_role = replica");
  try {
    for (const table of tables) {
      signal.throwIfAborted();
      if (table.partitionKey !== null || table.foreign !== null || filled.has(table.id)) continue;
      const reason = await seedTable(database, catalog, table, constraints.get(table.id) ?? [], rowsPerTable);
      if (reason !== undefined) reasons.set(table.id, reason);
    }
    await emptyDangling(database, tables, constraints, reasons);
  } finally {
    await database.run("set session_replication_role = origin");
  }
  return {
    seeded: tables
      .filter(
        ({ id, partitionKey, foreign }) => !reasons.has(id) && partitionKey === null && foreign === null,
      )
      .map(({ id }) => id),
    unproven: [...reasons].map(([object, reason]) => ({
      object,
      reason: `no rows could be made up for it: ${reason}`,
    })),
  };
}

/** A schema may bring rows of its own, which are as good. */
async function tablesWithRows(
  database: ShadowDatabase,
  tables: readonly Table[],
): Promise<ReadonlySet<ObjectId>> {
  const stored = tables.filter(({ partitionKey, foreign }) => partitionKey === null && foreign === null);
  if (stored.length === 0) return new Set();
  const { rows } = await database.query(
    stored
      .map(
        ({ id, schema, name }) =>
          `select ${quoteLiteral(id)} as id where exists (select from only ${qualified(schema, name)})`,
      )
      .join(" union all "),
  );
  return new Set((rows as readonly { readonly id: ObjectId }[]).map(({ id }) => id));
}

/**
 * Where the values of a row come from: the same number everywhere, the literals that the checks mention, or numbers
 * that rise from column to column, as `starts < ends` wants them.
 */
type ValueSource = "plain" | "literals" | "rising";

/** Tries plain values first; returns why none of the sources fits. */
async function seedTable(
  database: ShadowDatabase,
  catalog: Catalog,
  table: Table,
  constraints: readonly Constraint[],
  rowsPerTable: number,
): Promise<string | undefined> {
  const checks = constraints.filter(({ type }) => type === "check");
  const keys = new Set(constraints.filter(({ type }) => type !== "check").flatMap((key) => key.columns));
  const columns = table.columns.filter(({ generated }) => generated === null);
  let failure = "";
  for (const source of ["plain", "literals", "rising"] as const) {
    for (const rows of [rowsPerTable, 1]) {
      const sql = insertion({ catalog, table, columns, checks, keys, rows, source });
      if (typeof sql !== "string") return sql.reason;
      try {
        await database.run(sql);
        return undefined;
      } catch (error) {
        const known = postgresError(error);
        if (!known) throw error;
        failure = known.message;
      }
    }
  }
  return failure;
}

interface Insertion {
  readonly catalog: Catalog;
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly checks: readonly Constraint[];
  /** Columns that other rows may refer to, or that refer to others. */
  readonly keys: ReadonlySet<string>;
  readonly rows: number;
  readonly source: ValueSource;
}

function insertion({
  catalog,
  table,
  columns,
  checks,
  keys,
  rows,
  source,
}: Insertion): string | { readonly reason: string } {
  const names: string[] = [];
  const lists: string[][] = Array.from({ length: rows }, () => []);
  for (const [position, column] of columns.entries()) {
    const rise = source === "rising" && !keys.has(column.name) ? position : 0;
    const { literals } = columnHints(table, column, checks, catalog);
    const cells = lists.map((_, index) =>
      cell(column, index + 1 + rise, source === "literals" ? literals : [], catalog),
    );
    if (cells.includes(undefined)) {
      if (column.nullable || column.default !== null) continue;
      return { reason: `${column.name} is of type ${column.type}` };
    }
    names.push(quoteIdent(column.name));
    for (const [index, value] of cells.entries()) lists[index]?.push(value ?? "null");
  }
  const target = qualified(table.schema, table.name);
  if (names.length === 0) return `insert into ${target} default values`;
  const values = lists.map((list) => `(${list.join(", ")})`).join(", ");
  return `insert into ${target} (${names.join(", ")}) overriding system value values ${values}`;
}

function cell(column: Column, n: number, literals: readonly string[], catalog: Catalog): string | undefined {
  const literal = literals[(n - 1) % Math.max(1, literals.length)];
  // A pattern of LIKE, as '%@%', fits what stands in the place of its wildcards.
  return literal?.replaceAll("%", `a${String(n)}`) ?? seedValue(column.type, n, catalog);
}

/** A row may not refer to one that is not there: who refers to an empty table stays empty too. */
async function emptyDangling(
  database: ShadowDatabase,
  tables: readonly Table[],
  constraints: ReadonlyMap<ObjectId, readonly Constraint[]>,
  reasons: Map<ObjectId, string>,
): Promise<void> {
  for (let changed = true; changed;) {
    changed = false;
    for (const table of tables) {
      const empty = (constraints.get(table.id) ?? []).find(
        ({ references }) =>
          references !== null && references.table !== table.id && reasons.has(references.table),
      );
      if (!empty?.references || reasons.has(table.id)) continue;
      await database.run(`delete from ${qualified(table.schema, table.name)}`);
      reasons.set(table.id, `it refers to ${empty.references.table}`);
      changed = true;
    }
  }
}

/** The tables with all that they refer to, in the order of the catalog. */
function withReferenced(catalog: Catalog, wanted: ReadonlySet<ObjectId>): readonly Table[] {
  const constraints = constraintsByTable(catalog);
  const partitions = partitionsByParent(catalog);
  const found = new Map<ObjectId, Table>();
  const open = [...wanted];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const table = catalog.objects.get(id);
    if (table?.kind !== "table" || found.has(id)) continue;
    found.set(id, table);
    for (const { references } of constraints.get(id) ?? []) if (references) open.push(references.table);
    open.push(...(partitions.get(id) ?? []));
  }
  return [...found.values()];
}

function constraintsByTable(catalog: Catalog): ReadonlyMap<ObjectId, readonly Constraint[]> {
  const found = new Map<ObjectId, Constraint[]>();
  for (const object of catalog.objects.values()) {
    if (object.kind !== "constraint") continue;
    const known = found.get(object.table);
    if (known) known.push(object);
    else found.set(object.table, [object]);
  }
  return found;
}

function partitionsByParent(catalog: Catalog): ReadonlyMap<ObjectId, readonly ObjectId[]> {
  const found = new Map<ObjectId, ObjectId[]>();
  for (const object of catalog.objects.values()) {
    if (object.kind !== "table" || object.partitionOf === null) continue;
    const { parent } = object.partitionOf;
    found.set(parent, [...(found.get(parent) ?? []), object.id]);
  }
  return found;
}
