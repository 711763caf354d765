import { behind, inCaseOf } from "../edits.ts";
import { beginsTransaction, endsTransaction } from "../migration/transactions.ts";
import type { SqlRule } from "../rule.ts";
import { manual } from "./references.ts";

export const uncommittedTransaction: SqlRule = {
  id: "uncommitted-transaction",
  title: "BEGIN without COMMIT",
  severity: "error",
  harm: "failure",
  why: "When the session ends, all of it is rolled back; while it lives, its locks are kept.",
  fineWhen: "Never.",
  instead: "COMMIT at the end, or leave BEGIN to the migration tool.",
  references: [manual("sql-begin.html")],
  aliases: ["ban-uncommitted-transaction"],
  bad: "BEGIN;\nCREATE TABLE labels (name text);",
  good: "BEGIN;\nCREATE TABLE labels (name text);\nCOMMIT;",
  *detect(statement, { siblings, index }) {
    if (!beginsTransaction(statement) || siblings.slice(index + 1).some(endsTransaction)) return;
    const last = siblings.at(-1) ?? statement;
    yield {
      message: "Nothing commits this transaction, so all of it is rolled back; end it with COMMIT.",
      fix: {
        title: "Commit at the end",
        kind: "suggested",
        edits: [behind(last, inCaseOf(statement, "COMMIT"))],
      },
    };
  },
};
