import { setImmediate } from "node:timers/promises";
import { assemble } from "./assemble.ts";
import { decodeFamilies, familiesSql } from "./family.ts";
import type { Families } from "./family.ts";
import { columns } from "./families/columns.ts";
import { constraints } from "./families/constraints.ts";
import {
  defaultPrivileges,
  dependencies,
  derivedTypes,
  eventTriggers,
  extensions,
  foreignDataWrappers,
  foreignServers,
  members,
  publications,
  schemas,
} from "./families/database.ts";
import { indexes } from "./families/indexes.ts";
import { relations, sequences } from "./families/relations.ts";
import { aggregates, routines } from "./families/routines.ts";
import { defaults, policies, rules, statistics, triggers, viewRules } from "./families/tableParts.ts";
import { collations, types } from "./families/types.ts";
import { unmodelled } from "./families/unmodelled.ts";
import type { Catalog, ServerFacts } from "./model.ts";
import type { SqlClient } from "./sqlClient.ts";

export interface ReadOptions {
  /**
   * False when the session is already inside a transaction whose snapshot is to be read; settings are then left
   * changed until that transaction ends. Absent: a REPEATABLE READ, READ ONLY transaction is opened and closed.
   */
  readonly ownTransaction?: boolean;
}

/** What makes Postgres print the same text for the same object in every session. */
const canonicalSettings = {
  search_path: "",
  quote_all_identifiers: "off",
  datestyle: "ISO, YMD",
  intervalstyle: "postgres",
  extra_float_digits: "3",
  bytea_output: "hex",
  timezone: "UTC",
  // Compiling these queries takes longer than running them.
  jit: "off",
};

/**
 * Reads the whole catalog in ten statements, all of them reads, in one snapshot. Needs no right but to connect.
 * @throws AbortError between two statements when the signal fires; the server's error when a statement fails.
 */
export async function readCatalog(
  client: SqlClient,
  { ownTransaction = true }: ReadOptions = {},
  signal?: AbortSignal,
): Promise<Catalog> {
  signal?.throwIfAborted();
  if (!ownTransaction) return readInside(client, signal);
  await client.query("begin isolation level repeatable read read only");
  try {
    const catalog = await readInside(client, signal);
    await client.query("commit");
    return catalog;
  } catch (error) {
    // A lost connection fails here too; the first error says more.
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

async function readInside(client: SqlClient, signal?: AbortSignal): Promise<Catalog> {
  const server = await readServer(client);
  const { major } = server;
  const read = async <Rows>(families: Families<Rows>) => {
    signal?.throwIfAborted();
    const { rows } = await client.query(familiesSql(families));
    const [{ catalog }] = rows as readonly [{ catalog: string }];
    return { decoded: onceAsked(() => decodeFamilies(families, catalog)) };
  };
  const answers = [
    await read({ schemas, extensions, members, relations, sequences }),
    await read({ columns: columns(major) }),
    await read({ constraints: constraints(major) }),
    await read({ indexes: indexes(major) }),
    await read({ routines, aggregates, types: types(major), collations: collations(major) }),
    await read({
      triggers: triggers(major),
      rules,
      policies,
      statistics: statistics(major),
      eventTriggers,
      publications: publications(major),
      defaultPrivileges,
      foreignDataWrappers,
      foreignServers,
      unmodelled,
    }),
    await read({ dependencies, derivedTypes: derivedTypes(major), viewRules, defaults }),
  ] as const;
  const [a, b, c, d, e, f, g] = answers;
  const rows = {
    ...(await a.decoded),
    ...(await b.decoded),
    ...(await c.decoded),
    ...(await d.decoded),
    ...(await e.decoded),
    ...(await f.decoded),
    ...(await g.decoded),
  };
  signal?.throwIfAborted();
  return assemble(server, rows);
}

/** Does a work after the next statement is on its way, so that the server does not wait for it. */
async function onceAsked<Result>(work: () => Result): Promise<Result> {
  await setImmediate();
  return work();
}

async function readServer(client: SqlClient): Promise<ServerFacts> {
  const settings = Object.entries(canonicalSettings).map(
    ([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`,
  );
  const { rows } = await client.query(
    `select pg_catalog.current_setting('server_version_num')::pg_catalog.int4 / 10000 as major,
       pg_catalog.current_setting('server_version') as version,
       pg_catalog.current_database()::text as database, current_user::text as "user",
       ${settings.join(", ")}`,
  );
  const { major, version, database, user } = rows[0] as ServerFacts;
  return { major, version, database, user };
}
