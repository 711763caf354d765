import { afterAll, describe, expect, it } from "vitest";
import {
  type DryRunStatement,
  dryRunOnServer,
  dryRunOnShadow,
} from "../../../src/features/database/engine/apply/dryRun.ts";
import { openPgSession } from "../../../src/features/database/engine/apply/pgSession.ts";
import { parseConnectionText } from "../../../src/features/database/engine/connection/parseUrl.ts";
import { resolveTarget } from "../../../src/features/database/engine/connection/resolveTarget.ts";
import { readMigration } from "../../../src/features/database/engine/migrations/readMigration.ts";
import { loadSide, needsOfMigration } from "../../../src/features/database/engine/proof/side.ts";
import { readSchema } from "../../../src/features/database/engine/shadow/schemaScript.ts";
import { startPostgres } from "../../support/postgres/server.ts";
import { builtShadow } from "../../support/postgres/shadow.ts";

const { signal } = new AbortController();
const shadow = builtShadow();
afterAll(() => shadow.dispose());

const schema = `
create table users (id int primary key, email text);
create table orders (id int primary key, user_id int references users, total int);
insert into users select n, 'user' || n from generate_series(1, 50) n;
insert into orders select n, n, n from generate_series(1, 50) n;`;

/** One statement of each kind: what looks at no row, at all rows, and writes all anew. */
const text = `-- migrate:up
alter table orders add column note text;
alter table orders add column state text not null default 'new';
alter table orders add check (total >= 0);
alter table users add column age int;
alter table orders alter column total type bigint;
-- migrate:down
`;

const expected = [
  { scans: [], rewrites: [] },
  { scans: [], rewrites: [] },
  { scans: ["public.orders"], rewrites: [] },
  { scans: [], rewrites: [] },
  { scans: ["public.orders"], rewrites: ["public.orders"] },
];

const seen = (statements: readonly DryRunStatement[]) =>
  statements.map(({ scans = [], rewrites = [] }) => ({ scans, rewrites }));

describe("a dry run tells a scan from a look at the catalog", { timeout: 120_000 }, () => {
  it("on a copy of the schema, whose tables were filled just before", async () => {
    const migration = await readMigration({ path: "1_change.sql", text });
    const script = await readSchema([{ path: "schema.sql", text: schema }], signal);
    const side = { kind: "files", label: "schema.sql", script } as const;
    const source = await loadSide(shadow, side, 18, needsOfMigration(migration), signal);
    const sizes = new Map([["public.orders", { rows: 1e6, bytes: 100e6 }]]);
    const { statements } = await dryRunOnShadow(source, migration, "up", sizes, undefined, signal);
    expect(seen(statements)).toEqual(expected);
    expect(statements.map(({ blocks }) => blocks)).toEqual([
      "reads and writes of public.orders",
      "reads and writes of public.orders",
      "reads and writes of public.orders",
      "reads and writes of public.users",
      "reads and writes of public.orders",
    ]);
    expect(statements.map(({ estimate }) => estimate?.to)).toEqual([undefined, undefined, 1, undefined, 5]);
  });

  it("on the database itself, in a session that has read the tables before", async () => {
    const server = await startPostgres(18);
    try {
      const database = await server.createDatabase();
      await server.run(database, schema);
      const session = await openPgSession(await resolveTarget(parseConnectionText(server.url(database))));
      await session.query("select count(*) from orders");
      await session.query("select count(*) from users");
      const migration = await readMigration({ path: "1_change.sql", text });
      const retry = { lockTimeoutMs: 500, attempts: 1, pauseMs: 0 };
      const { statements } = await dryRunOnServer(session, migration, "up", new Map(), retry, signal);
      expect(seen(statements)).toEqual(expected);
      const { rows } = await session.query(
        "select from information_schema.columns where table_schema = 'public' and column_name in ('note', 'state', 'age')",
      );
      expect(rows).toEqual([]);
      await session.close();
    } finally {
      await server.stop();
    }
  });
});
