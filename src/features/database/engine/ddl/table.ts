import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { Column, Constraint, Table } from "../catalog/model.ts";
import { columnDefinition } from "./column.ts";
import { optionList, parameterList } from "./metadata.ts";

export interface TableDdlOptions {
  readonly major: number;
  /** Constraints to write inside the table. */
  readonly constraints: readonly { readonly constraint: Constraint; readonly definition: string }[];
  /** Columns whose default is set later. */
  readonly withoutDefault: ReadonlySet<string>;
}

/** CREATE TABLE; a partition is created on its own and attached afterwards, which locks its parent less. */
export function createTable(table: Table, { major, constraints, withoutDefault }: TableDdlOptions): string {
  const inherited = table.inherits.length > 0;
  const columns = table.columns
    .filter(({ local }) => !inherited || local)
    .map((column) => columnDefinition(column, { major, withoutDefault: withoutDefault.has(column.name) }));
  const lines = [
    ...columns,
    ...constraints.map(
      ({ constraint, definition }) => `CONSTRAINT ${quoteIdent(constraint.name)} ${definition}`,
    ),
  ];
  const kind = table.foreign !== null ? "FOREIGN TABLE" : table.unlogged ? "UNLOGGED TABLE" : "TABLE";
  const body =
    table.ofType !== null
      ? ` OF ${table.ofType}`
      : ` (${lines.length > 0 ? `\n  ${lines.join(",\n  ")}\n` : ""})`;
  return `CREATE ${kind} ${sqlNameOf(table.id)}${body}${tableClauses(table)}`;
}

function tableClauses(table: Table): string {
  const clauses: string[] = [];
  if (table.inherits.length > 0) clauses.push(`INHERITS (${table.inherits.map(sqlNameOf).join(", ")})`);
  if (table.partitionKey !== null) clauses.push(`PARTITION BY ${table.partitionKey}`);
  if (table.foreign !== null) clauses.push(`SERVER ${quoteIdent(table.foreign.server)}`);
  if (table.foreign !== null && table.foreign.options.length > 0)
    clauses.push(optionList(table.foreign.options));
  if (table.accessMethod !== null) clauses.push(`USING ${quoteIdent(table.accessMethod)}`);
  const parameters = [parameterList(table.storage), parameterList(table.toastStorage, "toast.")].filter(
    Boolean,
  );
  if (parameters.length > 0) clauses.push(`WITH (${parameters.join(", ")})`);
  if (table.tablespace !== null) clauses.push(`TABLESPACE ${quoteIdent(table.tablespace)}`);
  return clauses.map((clause) => ` ${clause}`).join("");
}

/** What CREATE TABLE cannot say: `ALTER TABLE … <each>`, in order. */
export function tableSettings(table: Table): string[] {
  const settings: string[] = [];
  for (const column of table.columns) settings.push(...columnSettings(column));
  if (table.rowSecurity) settings.push("ENABLE ROW LEVEL SECURITY");
  if (table.forceRowSecurity) settings.push("FORCE ROW LEVEL SECURITY");
  if (table.replicaIdentity === "full") settings.push("REPLICA IDENTITY FULL");
  if (table.replicaIdentity === "nothing") settings.push("REPLICA IDENTITY NOTHING");
  return settings;
}

/** Storage, compression, statistics target and options of a column, as sub-commands of ALTER TABLE. */
export function columnSettings(column: Column): string[] {
  const name = quoteIdent(column.name);
  const settings: string[] = [];
  if (column.storage !== null)
    settings.push(`ALTER COLUMN ${name} SET STORAGE ${column.storage.toUpperCase()}`);
  if (column.compression !== null)
    settings.push(`ALTER COLUMN ${name} SET COMPRESSION ${column.compression}`);
  if (column.statisticsTarget !== null) {
    settings.push(`ALTER COLUMN ${name} SET STATISTICS ${column.statisticsTarget}`);
  }
  if (column.options.length > 0) settings.push(`ALTER COLUMN ${name} SET (${parameterList(column.options)})`);
  return settings;
}
