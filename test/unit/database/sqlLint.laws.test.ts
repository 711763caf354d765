import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { readScript } from "../../../src/features/database/engine/sql/parseSql.ts";
import { loadSqlParser, type SqlParser } from "../../../src/features/database/engine/sql/parser.ts";
import { applyFix, applySafeFixes } from "../../../src/features/database/engine/sqlLint/applyFixes.ts";
import { lintSql } from "../../../src/features/database/engine/sqlLint/lint.ts";
import { rules } from "../../../src/features/database/engine/sqlLint/rules/index.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const statement = fc.constantFrom(
  ...rules.flatMap(({ bad, good }) => [bad, good]),
  "SELECT 'é😀;', E'\\';', $$;$$;",
  "-- a comment; with 'quotes",
  'ALTER TABLE "Odd ""Name" ADD CHECK ("Total" > 0), ADD UNIQUE ("Total");',
  "alter table only shop.orders add column a int check (a > 0) unique, add foreign key (a, b) references u (c, d);",
);
const wrapping = fc.constantFrom(
  (sql: string) => sql,
  (sql: string) => `BEGIN;\n${sql}\nCOMMIT;`,
  (sql: string) => `-- migrate:up\n${sql}\n-- migrate:down\nSELECT 1;\n`,
  (sql: string) => `-- +goose Up\n${sql}`,
  (sql: string) => sql.replaceAll("\n", "\r\n"),
  (sql: string) => sql.replace(/;?$/, "\n"),
  // Comments wherever there is space: none may swallow what a fix puts behind it.
  (sql: string) => sql.replace(/(?<!['-][^\n]*) /g, " -- x\n "),
);
const script = fc
  .tuple(fc.array(statement, { minLength: 1, maxLength: 6 }), wrapping, fc.constantFrom(14, 18))
  .map(([statements, wrap, major]) => ({ sql: wrap(statements.join("\n")), major }));

const lint = (sql: string, major: number) =>
  lintSql(readScript(sql, parser), { path: "a.sql", server: { major } });

describe("laws", () => {
  it("every fix of every script parses and settles its finding", () => {
    fc.assert(
      fc.property(script, ({ sql, major }) => {
        const findings = lint(sql, major);
        for (const { fix, code } of findings) {
          if (!fix) continue;
          const fixed = applyFix(sql, fix);
          expect(readScript(fixed, parser).errors, fixed).toEqual([]);
          const count = (list: readonly { readonly code: string }[]) =>
            list.filter((finding) => finding.code === code).length;
          expect(count(lint(fixed, major)), `${code} in\n${sql}\nbecame\n${fixed}`).toBeLessThan(
            count(findings),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it("safe fixes come to an end, and applying them again changes nothing", () => {
    fc.assert(
      fc.property(script, ({ sql, major }) => {
        let text = sql;
        let rounds = 0;
        for (let fixed = applySafeFixes(text, lint(text, major)); fixed; rounds++) {
          text = fixed.text;
          fixed = applySafeFixes(text, lint(text, major));
          expect(rounds).toBeLessThan(30);
        }
        expect(readScript(text, parser).errors).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("no text makes it throw, and every place is inside of it", () => {
    const piece = fc.oneof(
      statement,
      fc.string({ maxLength: 12 }),
      fc.constantFrom("'", '"', "$$", "(", ";", "/*", "\\"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(30), (pieces, cut) => {
        const sql = pieces.join(" ").slice(cut);
        const lines = sql.split("\n");
        for (const { range, fix } of lint(sql, 14)) {
          for (const { line, character } of [range.start, range.end])
            expect(character).toBeLessThanOrEqual(lines[line]?.length ?? -1);
          for (const { start, end } of fix?.edits ?? []) {
            expect(start).toBeLessThanOrEqual(end);
            expect(end).toBeLessThanOrEqual(sql.length);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
