import { describe, expect, it } from "vitest";
import { parseSql } from "../../../src/features/database/engine/sql/parseSql.ts";
import { applyFix } from "../../../src/features/database/engine/sqlLint/applyFixes.ts";
import { lintSql, type SqlLintOptions } from "../../../src/features/database/engine/sqlLint/lint.ts";
import { rules } from "../../../src/features/database/engine/sqlLint/rules/index.ts";

const corrupting = { server: { major: 14, minor: 2 } };

async function lint(sql: string, code: string, options: Partial<SqlLintOptions> = {}) {
  const server = code === "concurrent-build-corrupts-index" ? corrupting : {};
  const script = await parseSql(sql);
  expect(script.errors).toEqual([]);
  return lintSql(script, {
    path: "db/migrate.sql",
    severities: { [code]: "warning" },
    ...server,
    ...options,
  });
}

const codes = (findings: Awaited<ReturnType<typeof lint>>) => new Set(findings.map(({ code }) => code));

describe("rules", () => {
  it("have ids of their own", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { id } of rules) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))("%s says it in whole sentences", (_, rule) => {
    for (const text of [rule.why, rule.fineWhen, rule.instead]) expect(text).toMatch(/^["A-Z0-9a-z].*[.]$/s);
    expect(rule.title).not.toMatch(/[.]$/);
    expect(rule.references.length).toBeGreaterThan(0);
    expect(Object.keys(rule.locks ?? {}).length > 0 && rule.effect === undefined).toBe(false);
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))("%s finds the bad example only", async (_, rule) => {
    expect(codes(await lint(rule.bad, rule.id))).toContain(rule.id);
    expect(codes(await lint(rule.good, rule.id))).not.toContain(rule.id);
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "%s says one sentence that ends",
    async (_, rule) => {
      for (const { message } of await lint(rule.bad, rule.id)) {
        expect(message).toMatch(/^[A-Z'a-z0-9"].*\.$/);
        expect(message).not.toMatch(/undefined|\.\.|!|please/i);
      }
    },
  );
});

describe("fixes", () => {
  const majors = [14, 18].flatMap((major) => rules.map((rule) => [rule.id, major, rule] as const));
  const variants: readonly (readonly [string, (sql: string) => string])[] = [
    ["as it is", (sql) => sql],
    ["without a last semicolon", (sql) => sql.replace(/;$/, "\n")],
    ["in lower case", (sql) => sql.toLowerCase()],
    ["between others", (sql) => `SELECT 'é😀';\n${sql}\nSELECT 1;`],
  ];

  it.each(majors)("of %s for %s parse and settle what they fix", async (code, major, rule) => {
    for (const [, variant] of variants) {
      const sql = variant(rule.bad);
      const findings = await lint(sql, code, { server: { major } });
      const before = codes(findings);
      for (const { fix, code: fixed } of findings) {
        if (!fix) continue;
        const text = applyFix(sql, fix);
        const after = await lint(text, code, { server: { major } });
        expect.soft(codes(after), `${fixed} in\n${text}`).not.toContain(fixed);
        const fresh = [...codes(after)].filter((other) => !before.has(other));
        expect.soft(fresh, `new after ${fixed} in\n${text}`).toEqual([]);
      }
    }
  });
});
