import { describe, expect, it } from "vitest";
import { toolNames, type ToolName } from "../../../src/features/database/engine/migrations/migration.ts";
import { after, nextVersion, slug } from "../../../src/features/database/engine/migrations/names.ts";
import { readMigration } from "../../../src/features/database/engine/migrations/readMigration.ts";
import { migrationTool, recogniseTool } from "../../../src/features/database/engine/migrations/tools/all.ts";
import { flywayChecksum } from "../../../src/features/database/engine/migrations/tools/flyway.ts";
import type { MigrationDraft } from "../../../src/features/database/engine/migrations/tools/migrationTool.ts";

const functionText = "create function f() returns int language plpgsql as $$ begin return 1; end $$";

const draft: MigrationDraft = {
  version: "20261122195100",
  name: "add_orders_status",
  header: ["Add orders.status", "", "Proven: up, down"],
  up: { statements: ["alter table orders add column status text", functionText], transaction: true },
  down: { statements: ["drop function f()", "alter table orders drop column status"], transaction: true },
};

const backwards: readonly ToolName[] = toolNames.filter(
  (name) => name !== "graphile-migrate" && name !== "drizzle",
);

async function readWritten(name: ToolName, written = migrationTool(name).write(draft, [])) {
  const [file] = written;
  if (!file) throw new Error("Nothing was written.");
  return await readMigration({
    ...file,
    readOther: (path) => Promise.resolve(written.find((other) => other.path === path)?.text),
  });
}

describe("migration files", () => {
  it.each(toolNames)("%s: what is written is recognised and read back", async (name) => {
    const written = migrationTool(name).write(draft, []);
    expect(recogniseTool(written.map((file) => ({ ...file, path: `migrations/${file.path}` })))?.name).toBe(
      name,
    );
    const migration = await readWritten(name);
    expect(migration.up.map(({ statements }) => statements.map(({ text }) => text))).toEqual([
      draft.up.statements,
    ]);
    expect(migration.up[0]?.transaction).toBe("inside");
  });

  it.each(backwards)("%s: the way down is read back", async (name) => {
    const migration = await readWritten(name);
    expect(migration.down?.map(({ statements }) => statements.map(({ text }) => text))).toEqual([
      draft.down.statements,
    ]);
    expect(migration.version).toBe("20261122195100");
    expect(migration.name).toBe("add_orders_status");
  });

  it.each(backwards)("%s: what cannot run in a transaction is marked and read back so", async (name) => {
    const concurrent = { statements: ["create index concurrently i on orders (status)"], transaction: false };
    const migration = await readWritten(name, migrationTool(name).write({ ...draft, up: concurrent }, []));
    expect(migration.up.map(({ transaction }) => transaction)).toEqual(["outside"]);
  });

  it("follows the transactions of a file, and says which line leaves one open", async () => {
    const migration = await readMigration({
      path: "20260101000000_mixed.sql",
      text: `-- migrate:up transaction:false
set lock_timeout = '1s';
begin;
create table a (id int);
create table b (id int);
commit;
create index concurrently i on a (id);
-- migrate:down
drop table b; drop table a;`,
    });
    expect(migration.up).toMatchObject([
      { transaction: "inside", session: ["set lock_timeout = '1s'"], statements: [{ line: 4 }, { line: 5 }] },
      { transaction: "outside", session: ["set lock_timeout = '1s'"], statements: [{ line: 7 }] },
    ]);
    expect(migration.down).toHaveLength(1);
    await expect(readMigration({ path: "m.sql", text: "select 1;\nbegin;\nselect 2;" })).rejects.toThrow(
      "m.sql line 2 begins a transaction that the file does not commit; add COMMIT.",
    );
  });

  it("takes a plain file as the way up, cut where Postgres refuses a transaction", async () => {
    const migration = await readMigration({
      path: "changes/add index.sql",
      text: "create table a (id int);\ncreate index concurrently i on a (id);\ncomment on table a is 'x';",
    });
    expect(migration.up.map(({ transaction }) => transaction)).toEqual(["inside", "outside", "inside"]);
    expect(migration.down).toBeUndefined();
  });

  it("names the line of what does not parse", async () => {
    await expect(
      readMigration({
        path: "m.sql",
        text: "-- migrate:up\ncreate table a (id int);\nalter tabel a;\n-- migrate:down\n",
      }),
    ).rejects.toThrow('m.sql line 3: syntax error at or near "tabel"; correct the statement and try again.');
  });

  it("numbers on as the folder does", () => {
    const now = new Date("2026-11-22T19:51:00Z");
    const numbered = [{ path: "000041_a.up.sql", text: "" }];
    expect(nextVersion(migrationTool("golang-migrate"), numbered, now)).toBe("000042");
    expect(nextVersion(migrationTool("dbmate"), [], now)).toBe("20261122195100");
    expect(nextVersion(migrationTool("dbmate"), [{ path: "20270101000000_a.sql", text: "" }], now)).toBe(
      "20270101000001",
    );
    expect(after("20261231235959")).toBe("20270101000000");
    expect(slug("add orders.status, drop »x«")).toBe("add_orders_status_drop_x");
  });

  it("computes the checksum that Flyway does, whatever the line ends", () => {
    expect(flywayChecksum("SELECT 1;\n")).toBe(flywayChecksum("SELECT 1;\r\n"));
    // CRC-32 of "123456789" is 0xCBF43926, as a signed number.
    expect(flywayChecksum("1234\n56789\n")).toBe(0xcbf43926 | 0);
  });
});
