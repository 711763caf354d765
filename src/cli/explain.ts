import { join, resolve } from "node:path";
import { explainAdvice } from "../features/database/engine/advice/explain.ts";
import { explainSqlRule } from "../features/database/engine/sqlLint/explain.ts";
import { fixOf } from "../features/openapi/engine/fixes/index.ts";
import { createLintPool } from "../features/openapi/engine/lint/pool.ts";
import { rulesetFor } from "../features/openapi/engine/lint/rulesetFor.ts";
import type { RuleExplanation } from "../features/openapi/engine/ruleset/explain.ts";
import { UserError } from "../shared/userError.ts";
import { oneOf, readArguments, UsageError } from "./arguments.ts";
import { sqlRuleToJson, sqlRuleToText } from "./explainSql.ts";
import { readTextFile } from "./files.ts";
import type { Verb } from "./verb.ts";

const formats = ["text", "json"] as const;
/** Loading a ruleset takes little. */
const memory = 1024;

export const explain: Verb = {
  usage: `senior-backend explain RULE [--ruleset FILE] [--format ${formats.join("|")}] [--untrusted]`,
  summary: "Explain a rule: what it looks at, how grave it is, what settles it, and where to read more.",
  async run(args, { stdout, signal }) {
    const { values, positionals } = readArguments(args, {
      ruleset: { type: "string" },
      format: { type: "string", default: "text" },
      untrusted: { type: "boolean", default: false },
    });
    const format = oneOf("format", values.format, formats);
    const [code, ...others] = positionals;
    if (code === undefined || others.length > 0) throw new UsageError("Name one rule to explain.");
    const sqlRule = explainSqlRule(code) ?? explainAdvice(code);
    if (sqlRule) {
      stdout.write(format === "json" ? sqlRuleToJson(sqlRule) : sqlRuleToText(sqlRule));
      return 0;
    }
    const rule = await findRule(code, values.ruleset, !values.untrusted, signal);
    const fix = fixOf(code);
    stdout.write(format === "json" ? toJson(rule, fix) : toText(rule, fix));
    return 0;
  },
};

type Fix = ReturnType<typeof fixOf>;

async function findRule(
  code: string,
  ruleset: string | undefined,
  trusted: boolean,
  signal: AbortSignal,
): Promise<RuleExplanation> {
  // Without --ruleset, the one that applies to documents of this folder.
  const path =
    ruleset === undefined ? await rulesetFor(join(process.cwd(), "openapi.yaml"), signal) : resolve(ruleset);
  const pool = createLintPool({
    workerPath: join(__dirname, "lintWorker.js"),
    readText: (file) => readTextFile(file, signal),
  });
  try {
    const job = { code, trusted, ...(path !== undefined && { rulesetPath: path }) };
    const { explanation, similar } = await pool.explain(job, memory, signal);
    if (explanation) return explanation;
    const hint = similar.length === 0 ? "" : ` Similar: ${similar.join(", ")}.`;
    throw new UserError(`There is no rule "${code}" in ${path ?? "the built-in rules"}.${hint}`);
  } finally {
    pool.dispose();
  }
}

function toJson(rule: RuleExplanation, fix: Fix): string {
  const shown = fix && { title: fix.title, kind: fix.kind };
  return `${JSON.stringify({ schemaVersion: 1, rule: { ...rule, ...(shown && { fix: shown }) } }, null, 2)}\n`;
}

function toText(rule: RuleExplanation, fix: Fix): string {
  const { code, severity, security, description, given, formats: versions, documentationUrl } = rule;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Severity", security ? `${severity}, about security` : severity],
    ["Looks at", given.join("\n            ")],
    ["Applies to", versions.length === 0 ? undefined : versions.join(", ")],
    ["Quick fix", fix && `${fix.title} (${fix.kind})`],
    ["Read more", documentationUrl],
  ];
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(12)}${value}`]));
  return `${code}\n\n${description === undefined ? "" : `${description}\n\n`}${lines.join("\n")}\n`;
}
