import { UserError } from "../../../../shared/userError.ts";
import type { SqlClient } from "../catalog/sqlClient.ts";

/** The same number for everyone who migrates; locks of one database do not meet those of another. */
const key = "7309453110914150255";

/**
 * Makes sure that one migration runs at a time in a database; returns what gives the lock back.
 * @throws UserError when someone else holds it.
 */
export async function holdMigrationLock(client: SqlClient): Promise<() => Promise<void>> {
  const { rows } = await client.query(`select pg_catalog.pg_try_advisory_lock(${key}) as held`);
  const [row] = rows as readonly { readonly held: boolean }[];
  if (row?.held !== true)
    throw new UserError("Another migration is running in this database; wait for it to end and try again.");
  return async () => {
    // A session that is gone has given its locks back already.
    await client.query(`select pg_catalog.pg_advisory_unlock(${key})`).catch(() => undefined);
  };
}
