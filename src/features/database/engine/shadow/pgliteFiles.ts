import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Extensions that PGlite brings along, as the archives that Postgres' own build makes of them. */
export const bundledExtensions = [
  "amcheck",
  "bloom",
  "btree_gin",
  "btree_gist",
  "citext",
  "cube",
  "dict_int",
  "dict_xsyn",
  "earthdistance",
  "fuzzystrmatch",
  "hstore",
  "intarray",
  "isn",
  "lo",
  "ltree",
  "pg_trgm",
  "pgcrypto",
  "seg",
  "tablefunc",
  "tcn",
  "tsm_system_rows",
  "tsm_system_time",
  "unaccent",
  "uuid-ossp",
] as const;

/** Extensions that come in the archive of another. */
const archives: Readonly<Record<string, string>> = {
  moddatetime: "spi",
  autoinc: "spi",
  refint: "spi",
  insert_username: "spi",
};

/** The archive with an extension in it; undefined when PGlite has none. */
export function extensionArchive(name: string): URL | undefined {
  const archive = Object.hasOwn(archives, name)
    ? archives[name]
    : bundledExtensions.find((known) => known === name);
  if (archive === undefined) return undefined;
  const path = join(pgliteFolder(), `${archive}.tar.gz`);
  return existsSync(path) ? pathToFileURL(path) : undefined;
}

/** Where the files of PGlite lie: next to the bundle, or in its package when nothing is bundled. */
function pgliteFolder(): string {
  const beside = fileURLToPath(new URL(".", import.meta.url));
  if (existsSync(join(beside, "pglite.wasm"))) return beside;
  return join(createRequire(import.meta.url).resolve("@electric-sql/pglite"), "..");
}
