import type { Node, RangeVar } from "libpg-query";
import { as, strings } from "./ast.ts";

/** A relation as a script names it; without a schema, whatever search_path says. */
export interface TableName {
  readonly schema?: string;
  readonly name: string;
}

export function nameOf({ schemaname, relname = "" }: RangeVar): TableName {
  return { name: relname, ...(schemaname !== undefined && { schema: schemaname }) };
}

/** A name that stands as a list of strings, as in DROP TABLE a.b. */
export function nameOfList(node: Node | undefined): TableName | undefined {
  const parts = strings(as(node, "List")?.items);
  const name = parts.at(-1);
  const schema = parts.at(-2);
  return name === undefined ? undefined : { name, ...(schema !== undefined && { schema }) };
}

/** The name as a person writes it, for messages. */
export function show({ schema, name }: TableName): string {
  return schema === undefined ? name : `${schema}.${name}`;
}

/** The name as SQL, quoted where it has to be. */
export function sqlOf({ schema, name }: TableName): string {
  return schema === undefined ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;
}

/** Words that Postgres does not take as a table's or column's name without quotes. */
const reserved = new Set(
  (
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate " +
    "collation column concurrently constraint create cross current_catalog current_date current_role " +
    "current_schema current_time current_timestamp current_user default deferrable desc distinct do else end " +
    "except false fetch for foreign freeze from full grant group having ilike in initially inner intersect " +
    "into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null " +
    "offset on only or order outer overlaps placing primary references returning right select session_user " +
    "similar some symmetric system_user table tablesample then to trailing true union unique user using " +
    "variadic verbose when where window with"
  ).split(" "),
);

export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** One key for a table however it is written: without a schema it is taken as being in public. */
export function keyOf({ schema = "public", name }: TableName): string {
  return `${schema}\u0000${name}`;
}
