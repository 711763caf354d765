import type { Catalog, Column, Constraint, Domain, EnumType, ObjectId, Table } from "../catalog/model.ts";
import { quoteLiteral } from "../catalog/identifiers.ts";
import { patternSample } from "./patternSample.ts";

/** Makes the nth value (from 1) of a domain out of the plain one of its type; both are SQL. */
export type ValueForm = (plain: string, n: number) => string;

/** What may stand in a column for it to pass the checks of its table. */
export interface ColumnHints {
  /** Literals that a CHECK of the table or a partition bound compares the column with, as SQL. */
  readonly literals: readonly string[];
}

/**
 * An SQL expression of the nth value (from 1) of a type. The same number gives the same value everywhere, so that
 * foreign keys hold without looking at them. Undefined for a type that has no value we know of.
 */
export function seedValue(
  type: string,
  n: number,
  catalog: Catalog,
  forms: ReadonlyMap<ObjectId, ValueForm> = new Map(),
): string | undefined {
  if (type.endsWith("[]")) return "'{}'";
  const [, base = type, modifier] =
    /^([^(]+?)(?:\(([^)]*)\))?(?: (?:with|without) time zone)?$/.exec(type) ?? [];
  const builtIn = values[base.trim()];
  if (builtIn)
    return builtIn(n, Number(modifier?.split(",")[0] ?? Number.NaN), Number(modifier?.split(",")[1] ?? 0));
  const named = namedType(type, catalog);
  if (named?.kind === "enum") {
    const label = named.labels[(n - 1) % Math.max(1, named.labels.length)];
    return label === undefined ? undefined : quoteLiteral(label);
  }
  if (named?.kind === "domain") {
    const plain = seedValue(named.type, n, catalog, forms);
    return forms.get(named.id)?.(plain ?? "null", n) ?? plain;
  }
  // Types of extensions come with their schema: public.citext.
  const unqualified = values[base.slice(base.lastIndexOf(".") + 1)];
  return unqualified?.(n, Number.NaN, 0);
}

type Value = (n: number, length: number, scale: number) => string;

const whole: Value = (n) => String(n);
const text: Value = (n, length) => {
  const full = `a${String(n)}`;
  return `'${Number.isNaN(length) || length >= full.length ? full : String(n).slice(-length)}'`;
};

const values: Readonly<Record<string, Value>> = {
  smallint: whole,
  integer: whole,
  bigint: whole,
  oid: whole,
  real: whole,
  "double precision": whole,
  money: whole,
  numeric: (n, precision, scale) => (precision === scale && precision > 0 ? `0.${String(n)}` : String(n)),
  text,
  "character varying": text,
  character: text,
  name: text,
  citext: text,
  boolean: (n) => (n % 2 === 1 ? "true" : "false"),
  bytea: (n) => `'\\x0${String(n % 10)}'`,
  uuid: (n) => `'00000000-0000-4000-8000-${String(n).padStart(12, "0")}'`,
  date: (n) => `'2020-01-0${String(n % 9)}'`,
  timestamp: (n) => `'2020-01-0${String(n % 9)} 12:00:00'`,
  time: (n) => `'0${String(n % 9)}:00:00'`,
  interval: (n) => `'${String(n)} days'`,
  json: (n) => `'{"n": ${String(n)}}'`,
  jsonb: (n) => `'{"n": ${String(n)}}'`,
  xml: (n) => `'<n>${String(n)}</n>'`,
  inet: (n) => `'10.0.0.${String(n)}'`,
  cidr: (n) => `'10.0.${String(n)}.0/24'`,
  macaddr: (n) => `'08:00:2b:01:02:0${String(n % 10)}'`,
  macaddr8: (n) => `'08:00:2b:01:02:03:04:0${String(n % 10)}'`,
  bit: (n, length) => `B'${(n % 2 === 1 ? "1" : "0").padStart(Number.isNaN(length) ? 1 : length, "0")}'`,
  "bit varying": (n) => `B'${n.toString(2)}'`,
  tsvector: (n) => `'a${String(n)}'`,
  tsquery: (n) => `'a${String(n)}'`,
  point: (n) => `'(${String(n)},0)'`,
  box: (n) => `'(${String(n)},1),(0,0)'`,
  circle: (n) => `'<(0,0),${String(n)}>'`,
  path: (n) => `'[(0,0),(${String(n)},1)]'`,
  polygon: (n) => `'((0,0),(${String(n)},1),(1,0))'`,
  lseg: (n) => `'[(0,0),(${String(n)},1)]'`,
  int4range: (n) => `'[${String(n * 10)},${String(n * 10 + 5)})'`,
  int8range: (n) => `'[${String(n * 10)},${String(n * 10 + 5)})'`,
  numrange: (n) => `'[${String(n * 10)},${String(n * 10 + 5)})'`,
  daterange: (n) => `'[2020-0${String(n % 9)}-01,2020-0${String(n % 9)}-20)'`,
  tsrange: (n) => `'[2020-0${String(n % 9)}-01,2020-0${String(n % 9)}-20)'`,
  tstzrange: (n) => `'[2020-0${String(n % 9)}-01,2020-0${String(n % 9)}-20)'`,
};

function namedType(type: string, catalog: Catalog): EnumType | Domain | undefined {
  const object = catalog.objects.get(`enum ${type}`) ?? catalog.objects.get(`domain ${type}`);
  return object?.kind === "enum" || object?.kind === "domain" ? object : undefined;
}

/** Literals in the checks on a column and in the bound of its partition: what its author had in mind. */
export function columnHints(
  table: Table,
  column: Column,
  checks: readonly Constraint[],
  catalog: Catalog,
): ColumnHints {
  const literals: string[] = [];
  for (const { columns, definition } of checks) {
    if (columns.includes(column.name)) literals.push(...literalsIn(definition));
  }
  if (table.partitionOf !== null) {
    const parent = catalog.objects.get(table.partitionOf.parent);
    const key = parent?.kind === "table" ? (parent.partitionKey ?? "") : "";
    if (new RegExp(`\\b${column.name.replace(/[^\w]/g, ".")}\\b`).test(key))
      literals.unshift(...literalsIn(table.partitionOf.bound).slice(0, 1));
  }
  return { literals };
}

/** Literals that may fit: not those that a value has to differ from; texts that fit a pattern in its place. */
export function literalsIn(sql: string): readonly string[] {
  const compared = /([<>=!~*]*)\s*\(?('(?:[^']|'')*'|(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]))/g;
  return [...sql.matchAll(compared)].flatMap(([, operator = "", literal = ""]) => {
    if (/^(?:<>|!=|<|>)$/.test(operator)) return [];
    if (operator !== "~" && operator !== "~*") return [literal];
    const pattern = literal.slice(1, -1).replaceAll("''", "'");
    return [1, 2, 3].flatMap((n) => {
      const sample = patternSample(pattern, n);
      return sample === undefined ? [] : [quoteLiteral(sample)];
    });
  });
}
