import { parse } from "dotenv";
import { UserError } from "../../../../../shared/userError.ts";
import { type Environment, fromEnvironment } from "../environment.ts";
import { isConnectionUrl, dropAbsent, parseConnectionText } from "../parseUrl.ts";
import type { ConnectionTarget } from "../target.ts";
import type { FoundTarget, Reader } from "./found.ts";

/** Connections in a file of variables (.env and its relatives). */
export const readDotenv: Reader = (text, lookUp) => {
  const variables = parse(text);
  return findInVariables(expandAll(variables, lookUp));
};

/** Connections among variables: URLs under any name, libpq's PG*, and the DB_* and POSTGRES_* of frameworks. */
export function findInVariables(variables: Environment): readonly FoundTarget[] {
  const urls = Object.entries(variables).flatMap(([key, value]) => fromUrl(key, value));
  const spelled = spellings.flatMap((spelling) => fromSpelling(spelling, variables));
  return [...urls, ...spelled];
}

/** The target of a URL; undefined when there is none in it. */
export function targetOfUrl(text: string | undefined): ConnectionTarget | undefined {
  if (text === undefined || !isConnectionUrl(text)) return undefined;
  try {
    return parseConnectionText(text);
  } catch (error) {
    if (UserError.is(error)) return undefined;
    throw error;
  }
}

function fromUrl(key: string, value: string | undefined): readonly FoundTarget[] {
  const target = targetOfUrl(value);
  return target ? [{ key, target }] : [];
}

interface Spelling {
  /** The variable that must be there. */
  readonly key: string;
  readonly read: (variables: Environment) => ConnectionTarget;
}

const spellings: readonly Spelling[] = [
  { key: "PGHOST", read: fromEnvironment },
  { key: "DB_HOST", read: (variables) => prefixed(variables, "DB_") },
  { key: "DATABASE_HOST", read: (variables) => prefixed(variables, "DATABASE_") },
  { key: "POSTGRES_HOST", read: (variables) => prefixed(variables, "POSTGRES_") },
  { key: "POSTGRES_DB", read: (variables) => prefixed(variables, "POSTGRES_") },
];

function fromSpelling({ key, read }: Spelling, variables: Environment): readonly FoundTarget[] {
  if (!variables[key] || isOtherDatabase(variables)) return [];
  if (key === "POSTGRES_DB" && variables["POSTGRES_HOST"]) return [];
  return [{ key, target: read(variables) }];
}

/** Laravel and others share DB_* among several kinds of database. */
function isOtherDatabase(variables: Environment): boolean {
  const kind = variables["DB_CONNECTION"] ?? variables["DB_CLIENT"] ?? variables["DB_TYPE"] ?? "";
  return /mysql|mariadb|sqlite|sqlsrv|mssql|mongo|oracle/i.test(kind);
}

function prefixed(variables: Environment, prefix: string): ConnectionTarget {
  const read = (...names: readonly string[]) =>
    names.map((name) => variables[prefix + name]).find((value) => value !== undefined && value !== "");
  const port = Number(read("PORT"));
  return dropAbsent({
    host: read("HOST") ?? "localhost",
    port: Number.isInteger(port) && port > 0 ? port : undefined,
    user: read("USER", "USERNAME"),
    password: read("PASSWORD", "PASS"),
    database: read("NAME", "DATABASE", "DB"),
  });
}

/** `${NAME}`, `$NAME` and `${NAME:-default}`, from the file itself first. */
function expandAll(
  variables: Readonly<Record<string, string>>,
  lookUp: (name: string) => string | undefined,
): Environment {
  const look = (name: string) => variables[name] ?? lookUp(name);
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, expand(value, look)]));
}

/** Puts variables into a text: `$NAME`, `${NAME}`, `${NAME:-default}`; unknown ones become nothing. */
export function expand(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replaceAll(
    /\$(?:\{(\w+)(?::?[-?]([^}]*))?\}|([A-Za-z_]\w*))/g,
    (whole, braced: string | undefined, fallback: string | undefined, bare: string | undefined) => {
      if (bare !== undefined) return lookUp(bare) ?? whole;
      return lookUp(braced ?? "") ?? fallback ?? "";
    },
  );
}
