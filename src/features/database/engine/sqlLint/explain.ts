import type { Severity } from "./finding.ts";
import { type LockMode, strongerLock, whatWaits } from "./lockMode.ts";
import { reasonlessCode, syntaxErrorCode } from "./ignoreComment.ts";
import { rules } from "./rules/index.ts";
import type { SqlRule } from "./rule.ts";

/** What a rule says of itself, for `explain`, hovers and documentation. */
export interface SqlRuleExplanation {
  readonly code: string;
  readonly severity: Severity | "off";
  readonly title: string;
  readonly why: string;
  readonly fineWhen: string;
  readonly instead: string;
  readonly versions?: string;
  /** The lock on the table that is changed, and what waits behind it: "ACCESS EXCLUSIVE: reads and writes wait". */
  readonly lock?: string;
  readonly effect?: string;
  readonly bad?: string;
  readonly good?: string;
  readonly documentationUrl?: string;
}

/** What the linter itself has to say; these have no statement to look at. */
const own: readonly SqlRuleExplanation[] = [
  {
    code: syntaxErrorCode,
    severity: "error",
    title: "Postgres cannot parse the statement",
    why: "It is read with the grammar of Postgres itself; the migration fails at this statement.",
    fineWhen: "It is written for a newer Postgres, or a tool fills in a placeholder that is not recognised.",
    instead: "Correct the statement at the place that is underlined, or right before it.",
    documentationUrl: "https://www.postgresql.org/docs/current/sql-commands.html",
  },
  {
    code: reasonlessCode,
    severity: "hint",
    title: "A comment that ignores a rule names no reason",
    why: "Whoever reads the migration next cannot tell whether the danger was weighed.",
    fineWhen: "Never: write the reason.",
    instead: "-- senior-backend-ignore rule-id: the table has 12 rows",
  },
];

/** Explains a rule for SQL; undefined when there is none of that name. */
export function explainSqlRule(code: string): SqlRuleExplanation | undefined {
  const rule = rules.find(({ id }) => id === code);
  return rule ? explanationOf(rule) : own.find((explanation) => explanation.code === code);
}

/** Every id that `explain` knows. */
export const sqlRuleCodes: readonly string[] = [...rules.map(({ id }) => id), ...own.map(({ code }) => code)];

function explanationOf(rule: SqlRule): SqlRuleExplanation {
  const { id, severity, title, why, fineWhen, instead, versions, effect, bad, good, references } = rule;
  const mode = Object.values(rule.locks ?? {}).reduce<LockMode | undefined>(
    (strongest, lock) => (strongest ? strongerLock(strongest, lock) : lock),
    undefined,
  );
  const [documentationUrl] = references;
  return {
    code: id,
    severity,
    title,
    why,
    fineWhen,
    instead,
    bad,
    good,
    ...(versions !== undefined && { versions }),
    ...(mode && { lock: `${mode}: ${whatWaits(mode)}` }),
    ...(effect && { effect }),
    ...(documentationUrl !== undefined && { documentationUrl }),
  };
}

/** The manual page that a rule leans on. */
export function sqlDocumentationOf(code: string): string | undefined {
  return explainSqlRule(code)?.documentationUrl;
}
