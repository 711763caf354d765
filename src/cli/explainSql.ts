import type { SqlRuleExplanation } from "../features/database/engine/sqlLint/explain.ts";

/** A rule for SQL as one JSON object. */
export function sqlRuleToJson(rule: SqlRuleExplanation): string {
  return `${JSON.stringify({ schemaVersion: 1, rule }, null, 2)}\n`;
}

/** A rule for SQL as a page of text. */
export function sqlRuleToText(rule: SqlRuleExplanation): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Severity", rule.severity === "off" ? "off until it is turned on" : rule.severity],
    ["Lock", rule.lock],
    ["Effect", rule.effect],
    ["Why", rule.why],
    ["Fine when", rule.fineWhen],
    ["Instead", rule.instead],
    ["Versions", rule.versions],
    ["Read more", rule.documentationUrl],
  ];
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(12)}${value}`]));
  const examples = [
    ["Found", rule.bad],
    ["Not found", rule.good],
  ].flatMap(([name, sql]) =>
    sql === undefined ? [] : [`\n${name ?? ""}:\n\n${sql.replace(/^/gm, "    ")}\n`],
  );
  return `${rule.code}\n\n${rule.title}\n\n${lines.join("\n")}\n${examples.join("")}`;
}
