import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPostgres, type TestServer } from "../support/postgres/server.ts";

const cli = join(import.meta.dirname, "../../dist/cli.js");
const sample = join(import.meta.dirname, "../../media/sample/db");
const folder = mkdtempSync(join(tmpdir(), "senior-backend-advice-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: readonly string[]): Promise<Run> {
  return new Promise((settle) => {
    execFile(process.execPath, [cli, ...args], { cwd: folder, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      settle({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

interface Report {
  readonly schemaVersion: 1;
  readonly findings: readonly {
    readonly code: string;
    readonly object: string;
    readonly message: string;
    readonly evidence: readonly unknown[];
    readonly sql: string | null;
    readonly files: readonly string[];
  }[];
  readonly files: readonly string[];
}

describe("db --analyze", () => {
  let server: TestServer;
  let shop: string;
  let empty: string;

  beforeAll(async () => {
    server = await startPostgres();
    shop = server.url(await createShop());
    empty = server.url(await server.createDatabase());
  });
  afterAll(() => server.stop());

  async function createShop(): Promise<string> {
    const database = await server.createDatabase();
    await server.run(database, readFileSync(join(sample, "schema.sql"), "utf8"));
    await server.run(database, readFileSync(join(sample, "seed.sql"), "utf8"));
    return database;
  }

  it("finds the flaws that are planted in the sample, and nothing else", async () => {
    const { code, stdout, stderr } = await run("db", "--connection", shop, "--analyze", "--format", "json");
    expect(stderr).toBe("");
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as Report;
    expect(report.schemaVersion).toBe(1);
    expect(report.files).toEqual([]);
    expect(report.findings.map((finding) => `${finding.code} ${finding.object}`).sort()).toEqual([
      "duplicate-index index public.books_isbn_idx",
      "keys-running-out column public.stock_movements.id",
      "missing-foreign-key-index column public.order_items.book_id",
      "missing-foreign-key-index column public.orders.customer_id",
      "missing-primary-key table public.search_log",
      "overlapping-index index public.reviews_book_id_idx",
      "text-search-without-index table public.books",
      "unused-index index public.books_price_cents_idx",
    ]);
    for (const finding of report.findings) expect(finding.evidence.length).toBeGreaterThan(0);
  });

  it("writes the index migrations, which the database takes and gives back", async () => {
    const connection = ["--connection", server.url(await createShop())];
    const { code, stdout } = await run(
      "db",
      ...connection,
      "--suggest-indexes",
      "--output",
      "out",
      "--format",
      "json",
    );
    expect(code).toBe(1);
    const { files } = JSON.parse(stdout) as Report;
    expect(files).toHaveLength(4);
    expect(readdirSync(join(folder, "out"))).toEqual(files.map((path) => path.replace("out/", "")));
    for (const file of files) {
      const up = await run("db", ...connection, "--migrate", file);
      expect(up.code, up.stderr + up.stdout).toBe(0);
    }
    const again = JSON.parse(
      (await run("db", ...connection, "--analyze", "--format", "json")).stdout,
    ) as Report;
    expect(again.findings.map((finding) => finding.code)).not.toContain("missing-foreign-key-index");
    expect(again.findings.map((finding) => finding.code)).not.toContain("duplicate-index");
    for (const file of files.toReversed()) {
      const down = await run("db", ...connection, "--migrate", file, "--down");
      expect(down.code, down.stderr + down.stdout).toBe(0);
    }
  }, 120_000);

  it("has nothing to say about an empty database", async () => {
    const { code, stdout } = await run("db", "--connection", empty, "--analyze");
    expect(stdout).toMatch(/nothing to advise/);
    expect(code).toBe(0);
  });

  it("only reads", async () => {
    const before = server.log().length;
    await run("db", "--connection", shop, "--analyze");
    expect(server.log().slice(before)).not.toMatch(/ERROR|read-only transaction/);
  });

  it.each([
    [["--analyze", "--connection", "schema.sql"], /needs the statistics of a server/],
    [["--suggest-indexes", "--connection", "postgres://localhost/x"], /--output DIR/],
    [["--analyze", "--compare", "x.sql", "--connection", "postgres://localhost/x"], /go without --compare/],
  ])("refuses %j with one sentence", async (args, message) => {
    const { code, stderr } = await run("db", ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it("explains its checks", async () => {
    const { code, stdout } = await run("explain", "missing-foreign-key-index");
    expect(code).toBe(0);
    expect(stdout).toMatch(/A foreign key without an index[\s\S]*Fine when/);
  });
});
