import type { Catalog } from "../catalog/model.ts";
import type { SqlClient } from "../catalog/sqlClient.ts";
import { readSizes } from "../explorer/sizes.ts";
import { readColumnFacts } from "./reading/columns.ts";
import { readIndexFacts } from "./reading/indexes.ts";
import { readSequenceFacts } from "./reading/sequences.ts";
import { readStatements } from "./reading/statements.ts";
import { readStoredQueries } from "./reading/storedQueries.ts";
import { readTableFacts } from "./reading/tables.ts";
import type { AdviceFacts } from "./facts.ts";

export interface ReadFactsOptions {
  /** ms since 1970; the server's clock by default. */
  readonly now?: number;
}

/**
 * Reads what the checks go by: eight statements, all of them reads. What this role may not see, or the server does
 * not have, is named in `unseen`.
 * @throws the server's error when the plain statistics cannot be read; AbortError when the signal fires.
 */
export async function readFacts(
  client: SqlClient,
  catalog: Catalog,
  options: ReadFactsOptions,
  signal: AbortSignal,
): Promise<AdviceFacts> {
  const unseen: string[] = [];
  const clock = await readClock(client);
  const statements = await optional(readStatements(client, catalog, unseen), [], unseen, signal);
  const columns = await optional(readColumnFacts(client, catalog, unseen), new Map(), unseen, signal);
  const sequences = await optional(readSequenceFacts(client, catalog, unseen), [], unseen, signal);
  const sizes = await readSizes(client);
  signal.throwIfAborted();
  // Everybody may read these: if they fail, the connection is gone.
  return {
    catalog,
    now: options.now ?? clock.now,
    countedSince: clock.since,
    statements,
    columns,
    sequences,
    unseen,
    stored: await readStoredQueries(catalog),
    indexes: await readIndexFacts(client, catalog.server.major, sizes),
    tables: await readTableFacts(client, sizes),
  };
}

interface Clock {
  readonly now: number;
  readonly since: number;
}

/** Statistics outlive a restart, so that the start of the server is the latest moment from which they may count. */
async function readClock(client: SqlClient): Promise<Clock> {
  const { rows } = await client.query(`
    select (extract(epoch from pg_catalog.clock_timestamp()) * 1000)::float8 as now,
           (extract(epoch from coalesce(stats_reset, pg_catalog.pg_postmaster_start_time())) * 1000)::float8 as since
    from pg_catalog.pg_stat_database where datname = pg_catalog.current_database()`);
  return rows[0] as Clock;
}

async function optional<T>(
  reading: Promise<T>,
  otherwise: T,
  unseen: string[],
  signal: AbortSignal,
): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    signal.throwIfAborted();
    unseen.push(error instanceof Error ? error.message : String(error));
    return otherwise;
  }
}
