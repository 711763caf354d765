import { comparePositions } from "../../../../shared/textRange.ts";
import type { SqlScript, SqlStatement } from "../sql/parseSql.ts";
import { type CatalogFacts, isSmall } from "./catalog.ts";
import type { Severity, SqlFinding, SqlFix } from "./finding.ts";
import { reasonlessCode, syntaxErrorCode } from "./ignoreComment.ts";
import { ignoresOf, isAt } from "./ignores.ts";
import { indexesOf } from "./migration/indexes.ts";
import { nothingKnown } from "./migration/known.ts";
import { sectionsOf, type Section } from "./migration/sections.ts";
import { toolOf } from "./migration/tools.ts";
import { transactionsOf } from "./migration/transactions.ts";
import type { Hit, ServerVersion, SqlRule, StatementContext } from "./rule.ts";
import { rules as allRules } from "./rules/index.ts";

export interface SqlLintOptions {
  /** Path of the file: names tell the tool and the direction. */
  readonly path: string;
  /** The server that the script is for; the oldest supported major by default. */
  readonly server?: ServerVersion;
  /** Other severities than the rules' own, by id. */
  readonly severities?: Readonly<Record<string, Severity | "off">>;
  readonly catalog?: CatalogFacts;
}

/** Majors that the Postgres project supports, and advice here is for. */
export const oldestSupported: ServerVersion = { major: 14 };

/** Finds what of a script is dangerous to run on a database in use, in the order of the text. */
export function lintSql(script: SqlScript, options: SqlLintOptions): readonly SqlFinding[] {
  const tool = toolOf(options.path, script.text);
  const found = sectionsOf(script, options.path, tool).flatMap((section) =>
    lintSection(script, section, tool, options),
  );
  return [...syntaxErrors(script), ...found, ...reasonless(script)].sort((one, other) =>
    comparePositions(one.range.start, other.range.start),
  );
}

function lintSection(
  script: SqlScript,
  section: Section,
  tool: ReturnType<typeof toolOf>,
  options: SqlLintOptions,
): readonly SqlFinding[] {
  const { direction, statements } = section;
  const transactions = transactionsOf(section, script.text, tool);
  const known = nothingKnown();
  const indexes = indexesOf(statements);
  const isIgnored = ignored(script);
  const active = allRules
    .filter(({ harm }) => direction === "up" || (harm !== "data" && harm !== "compatibility"))
    .map((rule) => ({ rule, severity: options.severities?.[rule.id] ?? rule.severity }));
  return statements.flatMap((statement, index) => {
    const transaction = transactions[index];
    const context: StatementContext = {
      script,
      siblings: statements,
      index,
      direction,
      server: options.server ?? oldestSupported,
      transaction,
      tool,
      known,
      indexes,
      catalog: options.catalog,
    };
    const findings = active.flatMap(({ rule, severity }) => {
      if (severity === "off") return [];
      return [...rule.detect(statement, context)]
        .filter((hit) => isHarmful(hit, rule, context) && !isIgnored(rule.id, statement))
        .map((hit) => findingOf(hit, rule.id, severity, statement, script));
    });
    known.learn(statement, transaction);
    return findings;
  });
}

/** A table that the script itself creates has no users yet; a small one is scanned before anyone notices. */
function isHarmful({ table }: Hit, { effect }: SqlRule, { known, catalog }: StatementContext): boolean {
  if (!table) return true;
  if (known.isCreated(table)) return false;
  const facts = catalog?.tableFacts(table);
  const grows = effect === "scan" || effect === "rewrite" || effect === "index build";
  return !(facts && grows && isSmall(facts));
}

function findingOf(
  { message, start, end, fix }: Hit,
  code: string,
  severity: Severity,
  statement: SqlStatement,
  { lines, text }: SqlScript,
): SqlFinding {
  return {
    code,
    severity,
    message,
    range: {
      start: lines.positionAt(start ?? statement.start),
      end: lines.positionAt(end ?? statement.end),
    },
    statementStart: statement.start,
    ...(fix && { fix: withLineBreaksOf(text, fix) }),
  };
}

function withLineBreaksOf(text: string, fix: SqlFix): SqlFix {
  if (!text.includes("\r\n")) return fix;
  return { ...fix, edits: fix.edits.map((edit) => ({ ...edit, text: edit.text.replace(/\r?\n/g, "\r\n") })) };
}

/** Decides about findings from the comments of a script. */
function ignored(script: SqlScript): (rule: string, statement: SqlStatement) => boolean {
  const ignores = ignoresOf(script, allRules).filter(({ hasReason }) => hasReason);
  return (rule, statement) =>
    ignores.some(
      ({ rules, scope, comment }) =>
        (rules === undefined || rules.has(rule)) && (scope === "file" || isAt(comment, statement, script)),
    );
}

function syntaxErrors({ errors, lines, text }: SqlScript): readonly SqlFinding[] {
  return errors.map(({ message, offset, start, end }) => {
    // An error at the end of input has nothing behind it to underline: the last character is.
    const at = offset >= end ? Math.max(start, end - 1) : offset;
    const word = /^[\w$]+|^./.exec(text.slice(at, end))?.[0].length ?? 1;
    return {
      code: syntaxErrorCode,
      severity: "error",
      message: `Postgres cannot parse this statement: ${message}.`,
      range: { start: lines.positionAt(at), end: lines.positionAt(at + word) },
      statementStart: start,
    };
  });
}

function reasonless(script: SqlScript): readonly SqlFinding[] {
  return ignoresOf(script, allRules)
    .filter(({ hasReason }) => !hasReason)
    .map(({ comment: { start, end } }) => ({
      code: reasonlessCode,
      severity: "hint",
      message: "This comment ignores nothing without a reason: write it behind a colon, after the rule.",
      range: { start: script.lines.positionAt(start), end: script.lines.positionAt(end) },
      statementStart: start,
    }));
}
