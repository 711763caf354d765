import type { TypeName } from "libpg-query";
import { allOf, strings } from "./ast.ts";

/** A type as a column definition names it: "varchar" with [20], "int8", "order_status". */
export interface ColumnType {
  /** The catalog's name of a built-in type, without schema; what the user wrote for others. */
  readonly name: string;
  /** Numbers in parentheses: length, precision and scale. */
  readonly modifiers: readonly number[];
  readonly array: boolean;
}

export function typeOf(type: TypeName | undefined): ColumnType | undefined {
  const name = strings(type?.names).at(-1);
  if (!type || name === undefined) return undefined;
  const modifiers = allOf(type.typmods, "A_Const").map(({ ival }) => ival?.ival ?? 0);
  return { name, modifiers, array: (type.arrayBounds?.length ?? 0) > 0 };
}

const aliases: Readonly<Record<string, string>> = {
  integer: "int4",
  int: "int4",
  bigint: "int8",
  smallint: "int2",
  "character varying": "varchar",
  character: "bpchar",
  char: "bpchar",
  decimal: "numeric",
  boolean: "bool",
  "timestamp without time zone": "timestamp",
  "timestamp with time zone": "timestamptz",
  "time without time zone": "time",
  "time with time zone": "timetz",
  "bit varying": "varbit",
};

/** Reads what format_type() of the catalog says: "character varying(20)", "numeric(10,2)", "text[]". */
export function typeOfText(text: string): ColumnType {
  const array = text.endsWith("[]");
  const modifiers = /\(([\d,\s]+)\)/.exec(text)?.[1]?.split(",").map(Number) ?? [];
  const plain = text
    .replace(/\[\]$/, "")
    .replace(/\s*\([^)]*\)/, "")
    .trim()
    .toLowerCase();
  return { name: aliases[plain] ?? plain, modifiers, array };
}

/** The type as a message says it. */
export function showType({ name, modifiers, array }: ColumnType): string {
  const spoken: Readonly<Record<string, string>> = {
    int4: "integer",
    int8: "bigint",
    int2: "smallint",
    bpchar: "char",
  };
  return `${spoken[name] ?? name}${modifiers.length === 0 ? "" : `(${modifiers.join(",")})`}${array ? "[]" : ""}`;
}

/**
 * Tells whether ALTER COLUMN TYPE keeps the table's files: the old value is taken as it is, byte by byte.
 * Sources: pg_cast (binary-coercible casts) and the support functions of varchar, varbit, numeric, time, timestamp
 * and interval, which find a change of length or precision to be none.
 */
export function keepsFiles(from: ColumnType, to: ColumnType): boolean {
  if (from.array !== to.array) return false;
  const isText = (type: ColumnType) => type.name === "text" || type.name === "varchar";
  if (isText(from) && isText(to)) return atLeast(from.modifiers[0], to.modifiers[0]);
  if (from.name === "cidr" && to.name === "inet") return true;
  if (from.name !== to.name) return false;
  if (from.name === "numeric") return widensNumeric(from.modifiers, to.modifiers);
  if (/^(?:varbit|time|timetz|timestamp|timestamptz|interval)$/.test(from.name))
    return atLeast(from.modifiers[0], to.modifiers[0]);
  return from.modifiers.join() === to.modifiers.join();
}

/** No limit is the widest one. */
function atLeast(old: number | undefined, wanted: number | undefined): boolean {
  return wanted === undefined || (old !== undefined && wanted >= old);
}

/** The scale is stored with every value: it has to stay. */
function widensNumeric([oldPrecision, oldScale = 0]: readonly number[], to: readonly number[]): boolean {
  const [precision, scale = 0] = to;
  if (precision === undefined) return true;
  return oldPrecision !== undefined && precision >= oldPrecision && scale === oldScale;
}
