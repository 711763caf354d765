import { quoteIdent } from "../catalog/identifiers.ts";
import type { Column, Identity, SequenceOptions } from "../catalog/model.ts";
import { optionList } from "./metadata.ts";

export interface ColumnDdlOptions {
  readonly major: number;
  /** Leave the default out: it is set once what it needs exists. */
  readonly withoutDefault?: boolean;
  /** A value for rows that exist, for a NOT NULL column that has no default of its own. */
  readonly fill?: string;
}

/** A column as CREATE TABLE and ADD COLUMN take it. */
export function columnDefinition(
  column: Column,
  { major, withoutDefault = false, fill }: ColumnDdlOptions,
): string {
  const parts = [quoteIdent(column.name), column.type];
  if (column.foreignOptions.length > 0) parts.push(optionList(column.foreignOptions));
  if (column.collation !== null) parts.push(`COLLATE ${column.collation}`);
  if (column.generated !== null) {
    const { expression, stored } = column.generated;
    parts.push(`GENERATED ALWAYS AS (${expression}) ${stored ? "STORED" : "VIRTUAL"}`);
  } else if (column.identity !== null) {
    parts.push(identityClause(column.identity));
  } else if (column.default !== null && !withoutDefault) {
    parts.push(`DEFAULT ${column.default}`);
  } else if (fill !== undefined) {
    parts.push(`DEFAULT ${fill}`);
  }
  if (!column.nullable) parts.push(notNullClause(column, major));
  return parts.join(" ");
}

/** A NOT NULL that is not validated cannot be written inside a table; it is added afterwards. */
function notNullClause({ notNull }: Column, major: number): string {
  if (notNull === null || major < 18) return "NOT NULL";
  if (!notNull.validated) return "";
  return `CONSTRAINT ${quoteIdent(notNull.name)} NOT NULL${notNull.noInherit ? " NO INHERIT" : ""}`;
}

export function identityClause(identity: Identity): string {
  const options = [`SEQUENCE NAME ${identity.sequence}`, ...sequenceClauses(identity)];
  return `GENERATED ${identity.always ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY (${options.join(" ")})`;
}

const limits: Readonly<Record<string, readonly [min: string, max: string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

/** Only what differs from the defaults of CREATE SEQUENCE. */
export function sequenceClauses(options: SequenceOptions): string[] {
  const ascending = !options.increment.startsWith("-");
  const [lowest, highest] = limits[options.dataType] ?? ["", ""];
  const defaultMin = ascending ? "1" : lowest;
  const defaultMax = ascending ? highest : "-1";
  const clauses: string[] = [];
  if (options.increment !== "1") clauses.push(`INCREMENT BY ${options.increment}`);
  if (options.min !== defaultMin) clauses.push(`MINVALUE ${options.min}`);
  if (options.max !== defaultMax) clauses.push(`MAXVALUE ${options.max}`);
  if (options.start !== (ascending ? options.min : options.max)) clauses.push(`START WITH ${options.start}`);
  if (options.cache !== "1") clauses.push(`CACHE ${options.cache}`);
  if (options.cycle) clauses.push("CYCLE");
  return clauses;
}

/** Every clause, as ALTER SEQUENCE needs them when one of them changes the defaults of the others. */
export function allSequenceClauses(options: SequenceOptions): string[] {
  return [
    `INCREMENT BY ${options.increment}`,
    `MINVALUE ${options.min}`,
    `MAXVALUE ${options.max}`,
    `START WITH ${options.start}`,
    `CACHE ${options.cache}`,
    options.cycle ? "CYCLE" : "NO CYCLE",
  ];
}

/** Whether a sequence that never moved would stand outside the new bounds, which Postgres refuses. */
export function restarts(before: SequenceOptions, after: SequenceOptions): boolean {
  const start = BigInt(before.start);
  return start < BigInt(after.min) || start > BigInt(after.max);
}
