import { isForOwnRunner } from "../../migrations/ownRunner.ts";
import { refusesTransaction } from "../../migrations/transactionRules.ts";
import type { SqlStatement } from "../../sql/parseSql.ts";
import { as } from "../ast.ts";
import type { Section } from "./sections.ts";
import type { MigrationTool } from "./tools.ts";

/** Statements that commit together. */
export interface Transaction {
  /** "script": BEGIN … COMMIT in the file; "tool": around the file. */
  readonly by: "script" | "tool";
  /** The tool opens none, but sends the file in one piece, which Postgres makes one of; BEGIN and COMMIT may cut it. */
  readonly isImplicit?: true;
  /** Places of its statements among those of the section, BEGIN and COMMIT not included. */
  readonly first: number;
  readonly last: number;
  /** The statement that ends it; absent when the tool does, or when nobody does. */
  readonly end?: SqlStatement;
}

const begins: ReadonlySet<string | undefined> = new Set(["TRANS_STMT_BEGIN", "TRANS_STMT_START"]);
const ends: ReadonlySet<string | undefined> = new Set([
  "TRANS_STMT_COMMIT",
  "TRANS_STMT_ROLLBACK",
  "TRANS_STMT_PREPARE",
]);

export function beginsTransaction({ node }: SqlStatement): boolean {
  return begins.has(as(node, "TransactionStmt")?.kind);
}

export function endsTransaction({ node }: SqlStatement): boolean {
  return ends.has(as(node, "TransactionStmt")?.kind);
}

/** The transaction of each statement of a section, in the order of the statements. */
export function transactionsOf(
  section: Section,
  wholeText: string,
  tool: MigrationTool | undefined,
): readonly (Transaction | undefined)[] {
  const { statements } = section;
  const kind = transactionAround(section, wholeText, tool);
  const around: Transaction | undefined = kind && {
    by: "tool",
    first: 0,
    last: statements.length - 1,
    ...(kind === "implicit" && { isImplicit: true }),
  };
  const found: (Transaction | undefined)[] = statements.map(() => around);
  let first: number | undefined;
  const close = (last: number, end?: SqlStatement) => {
    if (first === undefined) return;
    found.fill({ by: "script", first, last, ...(end && { end }) }, first, last + 1);
    first = undefined;
  };
  statements.forEach((statement, index) => {
    if (beginsTransaction(statement)) first ??= index + 1;
    else if (endsTransaction(statement)) close(index - 1, statement);
  });
  close(statements.length - 1);
  return found;
}

function transactionAround(
  { statements, text }: Section,
  whole: string,
  tool: MigrationTool | undefined,
): "explicit" | "implicit" | undefined {
  if (!tool) return undefined;
  const cutsItself = statements.some((one) => beginsTransaction(one) || refusesTransaction(one.node));
  if (cutsItself && isForOwnRunner(whole)) return undefined;
  const implicit = statements.length > 1 ? "implicit" : undefined;
  if (tool.transaction === "several") return implicit;
  // The marker of dbmate belongs to a section, those of the others to the file.
  const scope = tool.up && !tool.sendsOneByOne ? text : whole;
  if (tool.name === "Flyway" && statements.length === 1) return undefined;
  if (tool.noTransaction?.test(scope) !== true) return "explicit";
  return tool.sendsOneByOne === true ? undefined : implicit;
}
