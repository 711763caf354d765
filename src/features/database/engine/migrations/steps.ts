import { UserError } from "../../../../shared/userError.ts";
import type { SqlStatement } from "../sql/parseSql.ts";
import type { MigrationStatement, MigrationStep } from "./migration.ts";
import { refusesTransaction } from "./transactionRules.ts";

/**
 * Cuts a migration into what commits together. BEGIN and COMMIT of the file are followed; where there are none, the
 * whole is one transaction if the tool makes one of it, except for statements that Postgres refuses in one.
 * @throws UserError about a transaction that is not closed, or is rolled back by the file itself.
 */
export function migrationSteps(
  statements: readonly SqlStatement[],
  path: string,
  inTransaction: boolean,
): readonly MigrationStep[] {
  const steps: MigrationStep[] = [];
  let session: readonly string[] = [];
  let open: MigrationStatement[] = [];
  let began: number | undefined;

  const close = (): void => {
    if (open.length > 0) steps.push({ transaction: "inside", session, statements: open });
    open = [];
  };

  for (const statement of statements) {
    const line = statement.range.start.line + 1;
    const control = transactionControl(statement);
    if (control === "begin") {
      close();
      began = line;
    } else if (control === "commit") {
      close();
      began = undefined;
    } else if (control === "rollback") {
      throw new UserError(
        `${path} line ${String(line)} rolls the migration back itself; remove the statement to run the file.`,
      );
    } else if (began === undefined && refusesTransaction(statement.node)) {
      close();
      steps.push({ transaction: "outside", session, statements: [migrationStatement(statement)] });
    } else if (began !== undefined || inTransaction) {
      open.push(migrationStatement(statement));
    } else if ("VariableSetStmt" in statement.node) {
      session = [...session, statement.text];
    } else {
      steps.push({ transaction: "outside", session, statements: [migrationStatement(statement)] });
    }
  }
  if (began !== undefined)
    throw new UserError(
      `${path} line ${String(began)} begins a transaction that the file does not commit; add COMMIT.`,
    );
  close();
  return steps;
}

function migrationStatement({ text, range, node }: SqlStatement): MigrationStatement {
  return { text, line: range.start.line + 1, node };
}

const controls: Readonly<Record<string, "begin" | "commit" | "rollback">> = {
  TRANS_STMT_BEGIN: "begin",
  TRANS_STMT_START: "begin",
  TRANS_STMT_COMMIT: "commit",
  TRANS_STMT_ROLLBACK: "rollback",
};

function transactionControl({ node }: SqlStatement): "begin" | "commit" | "rollback" | undefined {
  return "TransactionStmt" in node ? controls[node.TransactionStmt.kind ?? ""] : undefined;
}
