import { fromKeywords } from "./parseUrl.ts";
import type { ConnectionTarget } from "./target.ts";

/** Variables by name, as in process.env. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** libpq's variables and the keywords they stand for. */
const keywordOf: Readonly<Record<string, string>> = {
  PGHOST: "host",
  PGHOSTADDR: "hostaddr",
  PGPORT: "port",
  PGUSER: "user",
  PGPASSWORD: "password",
  PGDATABASE: "dbname",
  PGSERVICE: "service",
  PGSSLMODE: "sslmode",
  PGSSLROOTCERT: "sslrootcert",
  PGSSLCERT: "sslcert",
  PGSSLKEY: "sslkey",
  PGCONNECT_TIMEOUT: "connect_timeout",
  PGOPTIONS: "options",
};

/**
 * What libpq would take from PG* variables.
 * @see https://www.postgresql.org/docs/current/libpq-envars.html
 * @throws UserError for a PGSSLMODE that does not exist.
 */
export function fromEnvironment(environment: Environment): ConnectionTarget {
  const keywords = Object.entries(keywordOf).flatMap(([variable, keyword]) => {
    const value = environment[variable];
    return value === undefined || value === "" ? [] : [[keyword, value] as const];
  });
  return fromKeywords(new Map(keywords));
}
