import { beginsTransaction, endsTransaction } from "../migration/transactions.ts";
import type { SqlRule } from "../rule.ts";
import { manual } from "./references.ts";

export const nestedTransaction: SqlRule = {
  id: "nested-transaction",
  title: "BEGIN within a transaction, or COMMIT of the tool's",
  severity: "warning",
  harm: "failure",
  why: "Transactions do not nest. A second BEGIN only warns; the first COMMIT ends the transaction of the migration tool, and what fails later leaves half of the migration behind, without a trace in the tool's table.",
  fineWhen: "The tool is told elsewhere not to open a transaction.",
  instead: "Leave BEGIN and COMMIT to the tool, or turn its transaction off.",
  references: [manual("sql-begin.html")],
  aliases: ["transaction-nesting"],
  bad: "BEGIN;\nBEGIN;\nCREATE TABLE labels (name text);\nCOMMIT;",
  good: "BEGIN;\nCREATE TABLE labels (name text);\nCOMMIT;",
  *detect(statement, { transaction, tool }) {
    const begins = beginsTransaction(statement);
    if (!begins && !endsTransaction(statement)) return;
    const isNested = begins && transaction?.by === "script";
    // A script that is sent in one piece may say BEGIN and COMMIT: there is no other transaction then.
    const isToolsOwn = transaction?.by === "tool" && transaction.isImplicit !== true;
    if (!isNested && !isToolsOwn) return;
    yield {
      message: isToolsOwn
        ? `${tool?.name ?? "The tool"} runs this file in a transaction of its own, which this ${begins ? "does not nest in" : "ends too early"}; leave BEGIN and COMMIT out, or turn the tool's off.`
        : "A transaction is open already and this BEGIN does nothing; leave it out.",
    };
  },
};
