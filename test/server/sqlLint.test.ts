import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MigrationReport } from "../../src/features/database/protocol.ts";
import { startDatabaseProcess } from "../support/databaseProcess.ts";
import { startPostgres } from "../support/postgres/server.ts";

const root = join(import.meta.dirname, "../..");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sql ü "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "dist/cli.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

interface Listed {
  readonly code: string;
  readonly source: string;
  readonly range: MigrationReport["findings"][number]["range"];
}

const listed = (stdout: string) => (JSON.parse(stdout) as { findings: Listed[] }).findings;

describe("senior-backend lint with .sql files", () => {
  it("lists findings beside those of a description, places in UTF-16", () => {
    const sql = write("1.sql", "select 'é😀'; drop table orders;\nselec 1;\n");
    const { status, stdout } = run("lint", join(root, "media/sample/openapi.yaml"), sql, "--format", "json");
    expect(status).toBe(1);
    const own = listed(stdout).filter(({ source }) => source === "1.sql");
    expect(own.map(({ code, range }) => [code, range.start.line, range.start.character])).toEqual([
      ["drop-table", 0, 14],
      ["require-lock-timeout", 0, 14],
      ["syntax-error", 1, 0],
    ]);
    expect(own.every((finding) => !("fix" in finding))).toBe(true);
    expect(listed(stdout).some(({ source }) => source.endsWith("openapi.yaml"))).toBe(true);
  });

  it("is fine with what is fine, and with what is turned off", () => {
    const sql = write("1.sql", "drop table orders;");
    const off = ["--rule", "drop-table=off", "--rule", "require-lock-timeout=off"];
    expect(run("lint", sql, ...off)).toEqual({ status: 0, stdout: "No findings.\n", stderr: "" });
    expect(run("lint", write("2.sql", ""))).toMatchObject({ status: 0, stderr: "" });
  });

  it("applies safe fixes for the version that is named", () => {
    const sql = write(
      "1.sql",
      "\uFEFFset lock_timeout = '1s';\r\nalter table orders alter column note set not null\r\n",
    );
    expect(run("lint", sql, "--fix", "--postgres-version", "18")).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, sql), "utf8")).toBe(
      "\uFEFFset lock_timeout = '1s';\r\nalter table orders add constraint orders_note_not_null not null note not valid;\r\nalter table orders validate constraint orders_note_not_null;\r\n",
    );
  });

  it.each(["sarif", "github", "junit", "text"])("writes %s", (format) => {
    const { status, stdout } = run("lint", write("1.sql", "drop table orders;"), "--format", format);
    expect(status).toBe(1);
    expect(stdout).toContain("drop-table");
  });

  it.each([
    [["--rule", "x=off"], /no rule "x"/],
    [["--rule", "drop-table=loud"], /RULE=error\|warning\|info\|hint\|off/],
    [["--postgres-version", "new"], /as 16 or 14\.3/],
  ])("refuses %j", (args, message) => {
    const { status, stderr } = run("lint", write("1.sql", "select 1;"), ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });

  it("says which file is not there", () => {
    expect(run("lint", "none.sql")).toEqual({
      status: 2,
      stdout: "",
      stderr: "senior-backend: none.sql cannot be read: there is no such file.\n",
    });
  });

  it("explains its rules", () => {
    const { status, stdout } = run("explain", "set-not-null-scans");
    expect(status).toBe(0);
    expect(stdout).toContain("ACCESS EXCLUSIVE: reads and writes wait");
    expect(JSON.parse(run("explain", "syntax-error", "--format", "json").stdout)).toMatchObject({
      schemaVersion: 1,
      rule: { code: "syntax-error", severity: "error" },
    });
  });
});

describe("dist/database.js", () => {
  const migration = { path: "migrations/1.sql", server: { major: 14 }, severities: {} };

  it("lints with what a real database knows of its tables", async () => {
    const server = await startPostgres();
    const { host, port, user, password } = server;
    const database = await server.createDatabase();
    await server.run(
      database,
      `create table few (x int, name varchar(10)); insert into few select 1 from generate_series(1, 12);
       create table many (x int); insert into many select 1 from generate_series(1, 20000); analyze;`,
    );
    const running = startDatabaseProcess({ shop: { host, port, user, password, database } });
    try {
      const lint = async (text: string, connectionId?: string) => {
        const params = { ...migration, text: `set lock_timeout = 1;${text}` };
        const named = connectionId === undefined ? params : { ...params, connectionId };
        const { findings } = await running.channel.call("lintMigration", named);
        return findings.map(({ code }) => code);
      };
      // Reading the catalog takes longer than a lint waits on a slow machine; whoever asks for it waits.
      await running.channel.call("serverFacts", "shop");
      const index = "create index i on few (x); create index j on many (x);";
      expect(await lint(index)).toEqual(["create-index-blocks-writes", "create-index-blocks-writes"]);
      expect(await lint(index, "shop")).toEqual(["create-index-blocks-writes"]);
      expect(await lint("alter table few alter name type text;", "shop")).toEqual([]);
      expect(await lint("alter table few alter name type text;")).toEqual(["change-column-type-rewrites"]);
    } finally {
      await running.stop();
      await server.stop();
    }
  }, 60_000);

  it("lints without a database that cannot be reached", async () => {
    const running = startDatabaseProcess({ gone: { host: "127.0.0.1", port: 1, user: "x", database: "x" } });
    try {
      const params = { ...migration, text: "truncate a;", connectionId: "gone" };
      const { findings, locks } = await running.channel.call("lintMigration", params);
      expect(findings.map(({ code }) => code)).toEqual(["require-lock-timeout", "truncate"]);
      expect(locks[0]?.locks).toEqual([
        { table: "a", mode: "ACCESS EXCLUSIVE", waits: "reads and writes wait" },
      ]);
      expect(await running.channel.call("explainSqlRule", "nothing")).toBeNull();
    } finally {
      await running.stop();
    }
  });
});
