import type { Catalog } from "../catalog/model.ts";
import { quoteLiteral } from "../catalog/identifiers.ts";
import { narrows } from "../diff/losses.ts";

const numbers = new Set(["smallint", "integer", "bigint", "numeric", "real", "double precision"]);
const texts = new Set(["text", "character varying", "character", "name", "public.citext"]);
const moments = new Set(["date", "timestamp without time zone", "timestamp with time zone"]);

const networks = new Set(["cidr", "inet"]);

/** A type without its numbers and array brackets. */
function family(type: string): string {
  return type.replace(/\([^)]*\)/, "").replace(/(\[\])+$/, "");
}

/**
 * How ALTER COLUMN TYPE is to convert, where there is no assignment cast, as far as names tell.
 * @returns the expression after USING; undefined where none is needed
 */
export function conversion(column: string, before: string, after: string): string | undefined {
  const [wasArray, isArray] = [before.endsWith("[]"), after.endsWith("[]")];
  if (isArray && !wasArray) return `ARRAY[${column}]::text[]::${after}`;
  if (wasArray && !isArray) return `${column}::text::${after}`;
  const [was, is] = [family(before), family(after)];
  const kin = [numbers, moments, networks].some((group) => group.has(was) && group.has(is));
  if (was === is || texts.has(is) || kin) return undefined;
  if (texts.has(was) || castable.has(`${was} > ${is}`)) return `${column}::${after}`;
  return `${column}::${isArray ? "text[]" : "text"}::${after}`;
}

/** Explicit casts between built-in types of different kin. */
const castable = new Set([
  "integer > boolean",
  "boolean > integer",
  "json > jsonb",
  "jsonb > json",
  "timestamp without time zone > time without time zone",
  "timestamp with time zone > time without time zone",
]);

/** Whether the change of type leaves the table as it is on disk: only the catalog learns it. */
export function keepsRows(before: string, after: string): boolean {
  const [was, is] = [family(before), family(after)];
  const varying = new Set(["text", "character varying"]);
  if (varying.has(was) && varying.has(is)) return !narrows(before, after);
  if (was === is && ["numeric", "bit varying"].includes(was))
    return !narrows(before, after) && sameScale(before, after);
  if (was === is && /^(timestamp|time|interval)/.test(was)) return !narrows(before, after);
  return was === "cidr" && is === "inet";
}

function sameScale(before: string, after: string): boolean {
  const scale = (type: string) => /,(\d+)\)/.exec(type)?.[1];
  return !after.includes("(") || scale(before) === scale(after);
}

const placeholders: Readonly<Record<string, string>> = {
  boolean: "false",
  date: "CURRENT_DATE",
  "timestamp without time zone": "LOCALTIMESTAMP",
  "timestamp with time zone": "CURRENT_TIMESTAMP",
  "time without time zone": "LOCALTIME",
  "time with time zone": "CURRENT_TIME",
  interval: "'0'::interval",
  uuid: "'00000000-0000-0000-0000-000000000000'::uuid",
  json: "'{}'::json",
  jsonb: "'{}'::jsonb",
  bytea: "''::bytea",
  inet: "'0.0.0.0'::inet",
  cidr: "'0.0.0.0/32'::cidr",
};

/** A value that rows can take so that a column may be NOT NULL again; none for types that nothing is known of. */
export function placeholderFor(type: string, catalog: Catalog): string | undefined {
  if (type.endsWith("[]")) return `'{}'::${type}`;
  const name = family(type);
  if (numbers.has(name)) return "0";
  if (texts.has(name)) return "''";
  const known = placeholders[name];
  if (known !== undefined) return known;
  const enumType = catalog.objects.get(`enum ${type}`);
  const [label] = enumType?.kind === "enum" ? enumType.labels : [];
  return label === undefined ? undefined : `${quoteLiteral(label).trim()}::${type}`;
}
