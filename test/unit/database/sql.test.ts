import { mkdtempSync, copyFileSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bundling } from "../../../scripts/bundling.mjs";
import { byteOffsets } from "../../../src/features/database/engine/sql/byteOffsets.ts";
import { parseSql } from "../../../src/features/database/engine/sql/parseSql.ts";
import { withoutPlaceholders } from "../../../src/features/database/engine/sql/placeholders.ts";
import { splitSql } from "../../../src/features/database/engine/sql/splitSql.ts";
import { tokensOf } from "../../../src/features/database/engine/sql/tokens.ts";

const pieces = (sql: string) =>
  splitSql(sql).pieces.map(
    ({ kind, start, end }) => `${kind === "statement" ? "" : "! "}${sql.slice(start, end)}`,
  );

describe("splitSql", () => {
  it.each([
    ["two statements", "select 1; select 2", ["select 1", "select 2"]],
    ["empty ones", " ;; -- nothing\n; ", []],
    ["quotes", `select ';', "a;b", 'it''s;' ; select 2`, [`select ';', "a;b", 'it''s;'`, "select 2"]],
    [
      "escape strings",
      String.raw`select E'\';', e'''\\'; select 2`,
      [String.raw`select E'\';', e'''\\'`, "select 2"],
    ],
    ["backslashes in plain strings", String.raw`select '\'; select 2`, [String.raw`select '\'`, "select 2"]],
    ["dollar quotes", "do $x$ a; $$ ; $x$; select $1", ["do $x$ a; $$ ; $x$", "select $1"]],
    ["a name with a dollar", "select a$b$ from c; select 1$", ["select a$b$ from c", "select 1$"]],
    ["nested comments", "/* ; /* ; */ ; */ select 1; select /* ; */ 2", ["select 1", "select /* ; */ 2"]],
    ["rules", "create rule r as on insert to t do (select 1; select 2); select 3", 2],
    [
      "bodies in SQL",
      "create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3",
      2,
    ],
    [
      "a function that is named begin",
      "create function begin() returns int language sql as 'select 1'; select 2",
      2,
    ],
    ["transactions", "begin; select 1; end; select 2", 4],
    [
      "meta-commands",
      "\\restrict abc\nselect 1;\n\\connect db\nselect 2",
      ["! \\restrict abc", "select 1", "! \\connect db", "select 2"],
    ],
    ["meta-commands within", "select 1 \\gset x_\r\nselect 2", ["select 1", "! \\gset x_", "select 2"]],
    ["what is not closed", "select 1; select 'a; select 2", ["select 1", "select 'a; select 2"]],
  ])("cuts %s", (_, sql, expected) => {
    const found = pieces(sql);
    if (typeof expected === "number") expect(found).toHaveLength(expected);
    else expect(found).toEqual(expected);
  });

  it("tells where the next statement may start", () => {
    const sql = "select 1 ;\nselect 2 \\gset\nselect 3\n";
    expect(splitSql(sql).pieces.map(({ start, next }) => sql.slice(start, next))).toEqual([
      "select 1 ;",
      "select 2",
      "\\gset",
      "select 3",
    ]);
  });

  it("sets rows of COPY apart", () => {
    const sql = "COPY public.t (a, b) FROM stdin;\n1\tx;y\n2\t'z\n\\.\n\nselect 1;\n";
    const [copy, select] = splitSql(sql).pieces;
    expect(sql.slice(copy?.copyData?.start, copy?.copyData?.end)).toBe("1\tx;y\n2\t'z\n");
    expect(sql.slice(select?.start, select?.end)).toBe("select 1");
    expect(splitSql("copy t from stdin;\n1").pieces).toHaveLength(1);
    expect(splitSql("copy t from stdin;").pieces[0]?.copyData).toEqual({ start: 18, end: 18 });
  });

  it("covers every text with tokens, without gaps", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom("a", "1", "'", '"', "$", "-", "/", "*", "\\", ";", ":", "\n", "(", "é", "😀"),
          maxLength: 40,
        }),
        (text) => {
          let at = 0;
          for (const { start, end } of tokensOf(text)) {
            expect(start).toBe(at);
            expect(end).toBeGreaterThan(start);
            at = end;
          }
          expect(at).toBe(text.length);
          for (const piece of splitSql(text).pieces) expect(piece.end).toBeGreaterThan(piece.start);
        },
      ),
    );
  });
});

describe("byteOffsets", () => {
  it("agrees with the encoder at every character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const toOffset = byteOffsets(text);
        let offset = 0;
        for (const character of text) {
          expect(toOffset(Buffer.byteLength(text.slice(0, offset)))).toBe(offset);
          offset += character.length;
        }
        expect(toOffset(Buffer.byteLength(text))).toBe(text.length);
      }),
    );
  });
});

describe("parseSql", () => {
  it("places statements and nodes by characters, not bytes", async () => {
    const sql = "-- é😀\nselect 'é😀', a from b;\r\nselect c -- d\n;";
    const { statements, comments } = await parseSql(sql);
    expect(statements.map(({ text }) => text)).toEqual(["select 'é😀', a from b", "select c"]);
    expect(comments.map(({ text }) => text)).toEqual(["-- é😀", "-- d"]);
    expect(statements[1]?.range).toEqual({
      start: { line: 2, character: 0 },
      end: { line: 2, character: 8 },
    });
    const [first] = statements;
    const from = first && "SelectStmt" in first.node ? first.node.SelectStmt.fromClause?.[0] : undefined;
    const location = from && "RangeVar" in from ? from.RangeVar.location : undefined;
    expect(sql.slice(first?.offsetOf(location)).startsWith("b;")).toBe(true);
    expect(sql.slice(0, first?.next).endsWith("b;")).toBe(true);
  });

  it("tells what is broken and reads the rest", async () => {
    const sql = "select 1; select 'é😀' frm x y; create table t (a int; select 2; create index on t (a)";
    const { statements, errors } = await parseSql(sql);
    expect(statements.map(({ text }) => text)).toEqual(["select 1", "select 2", "create index on t (a)"]);
    expect(
      errors.map(({ message, offset, start, end }) => [
        message,
        sql.slice(offset, end),
        sql.slice(start, end),
      ]),
    ).toEqual([
      ['syntax error at or near "x"', "x y", "select 'é😀' frm x y"],
      ["syntax error at end of input", "", "create table t (a int"],
    ]);
  });

  it("reads a pg_dump with rows", async () => {
    const sql =
      "\\restrict k\nCREATE TABLE public.t (a integer);\nCOPY public.t (a) FROM stdin;\n1\n\\.\nALTER TABLE ONLY public.t ADD PRIMARY KEY (a);\n\\unrestrict k\n";
    const { statements, errors, metaCommands } = await parseSql(sql);
    expect(errors).toEqual([]);
    expect(metaCommands).toHaveLength(2);
    expect(statements.map(({ node }) => Object.keys(node)[0])).toEqual([
      "CreateStmt",
      "CopyStmt",
      "AlterTableStmt",
    ]);
    expect(statements[1]?.copyData).toBeDefined();
  });

  it("takes placeholders as names and keeps their length", async () => {
    const sql =
      "create table ${schema}.t (a int); grant all on :t to :\"owner\"; select :'x'::text, a[1:2], {{ n }};";
    const { statements, errors } = await parseSql(sql);
    expect(errors).toEqual([]);
    expect(statements).toHaveLength(3);
    expect(withoutPlaceholders(sql)).toHaveLength(sql.length);
    expect(withoutPlaceholders("select ':a', x::text -- :b")).toBe("select ':a', x::text -- :b");
  });

  it("survives what is hostile", async () => {
    const deep = `select ${"(".repeat(20_000)}1${")".repeat(20_000)}`;
    const { statements, errors } = await parseSql(`${deep}; select '\ud800'; select 'a\u0000b'; select 1`);
    expect(statements.map(({ text }) => text)).toEqual(["select '\ud800'", "select 1"]);
    expect(errors).toHaveLength(2);
  });
});

describe("the parser in a bundle", () => {
  it("finds its WebAssembly beside the bundle", async () => {
    const folder = mkdtempSync(join(tmpdir(), "senior-backend-sql-"));
    try {
      await build({
        ...bundling,
        stdin: {
          contents: `import { parseSql } from "./src/features/database/engine/sql/parseSql.ts";
            void parseSql("select 1; selec").then(({ statements, errors }) => console.log(statements.length, errors[0].message));`,
          resolveDir: join(import.meta.dirname, "..", "..", ".."),
        },
        outdir: folder,
        minify: true,
        logLevel: "silent",
      });
      const wasm = join(import.meta.dirname, "../../../node_modules/libpg-query/wasm/libpg-query.wasm");
      copyFileSync(wasm, join(folder, "libpg-query.wasm"));
      const printed = execFileSync(process.execPath, [join(folder, "stdin.js")], { encoding: "utf8" });
      expect(printed).toBe('1 syntax error at or near "selec"\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
