import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PGlite } from "@electric-sql/pglite";
import { UserError } from "../../../../shared/userError.ts";

/** Locks for schemas of thousands of tables, little memory, and no care for what a crash would lose. */
const settings = [
  "max_locks_per_transaction=2048",
  "shared_buffers=32MB",
  "max_connections=5",
  "max_wal_senders=0",
  "fsync=off",
  "full_page_writes=off",
  "synchronous_commit=off",
  "autovacuum=off",
  "min_wal_size=2MB",
  "max_wal_size=64MB",
  "lc_messages=C",
];

/** The name under which a build puts a prepared cluster next to the bundle. */
export const clusterFile = "shadowCluster.tar.gz";

/** Extensions of an instance, by name, with their archives. */
export type Archives = Readonly<Record<string, URL>>;

/**
 * An empty cluster as an archive: the one that was built, in no time, or a new one in about 2 s.
 * @throws UserError when Postgres cannot be started.
 */
export async function emptyCluster(): Promise<Blob> {
  const built = join(fileURLToPath(new URL(".", import.meta.url)), clusterFile);
  if (existsSync(built)) return new Blob([await readFile(built)]);
  return await initialiseCluster("none");
}

/** Makes a cluster as small as it can be: 1 MB of log, and no templates of databases. */
export async function initialiseCluster(compression: "none" | "gzip"): Promise<Blob> {
  const instance = await startInstance({});
  try {
    await instance.exec(
      "update pg_catalog.pg_database set datistemplate = false where datname <> 'postgres'",
    );
    await instance.exec("drop database template0");
    await instance.exec("drop database template1");
    await instance.exec("checkpoint");
    return await instance.dumpDataDir(compression);
  } finally {
    await instance.close();
  }
}

/** Starts an instance; once more when WebAssembly gave up, which happens on machines under load. */
export async function startInstance(options: {
  readonly cluster?: Blob;
  readonly extensions?: Archives;
}): Promise<PGlite> {
  const { PGlite } = await import("@electric-sql/pglite");
  const { cluster, extensions = {} } = options;
  const start = () =>
    PGlite.create({
      postgresqlconf: settings,
      ...(cluster ? { loadDataDir: cluster } : { initDbStartParams: ["--wal-segsize=1"] }),
      extensions: Object.fromEntries(
        Object.entries(extensions).map(([name, bundlePath]) => [
          name,
          { name, setup: () => Promise.resolve({ bundlePath }) },
        ]),
      ),
    });
  try {
    return await start();
  } catch {
    return await start().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(
        `The in-process Postgres did not start: ${reason}; free some memory or name a server with a shadow URL.`,
      );
    });
  }
}
