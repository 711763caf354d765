import { as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { show } from "../tableName.ts";
import { manual } from "./references.ts";

export const workBehindLock: SqlRule = {
  id: "work-behind-exclusive-lock",
  title: "Rows are changed while an earlier statement still locks a table",
  severity: "warning",
  harm: "locking",
  why: "Locks are kept to the end of the transaction. A schema change that is instant alone locks its table for as long as the statements behind it take.",
  fineWhen: "The data is small.",
  instead: "Commit the schema change first; change the rows in transactions of their own, in batches.",
  references: [manual("explicit-locking.html")],
  aliases: ["E4"],
  bad: "BEGIN;\nALTER TABLE orders ADD COLUMN channel text;\nUPDATE orders SET channel = 'web' WHERE channel IS NULL;\nCOMMIT;",
  good: "ALTER TABLE orders ADD COLUMN channel text;\nUPDATE orders SET channel = 'web' WHERE id BETWEEN 1 AND 1000;",
  *detect(statement, context) {
    const { node } = statement;
    const isWork = as(node, "UpdateStmt") ?? as(node, "DeleteStmt") ?? as(node, "InsertStmt")?.selectStmt;
    const isRows = as(as(node, "InsertStmt")?.selectStmt, "SelectStmt")?.valuesLists !== undefined;
    const relation = (as(node, "UpdateStmt") ?? as(node, "DeleteStmt"))?.relation?.relname;
    if (!isWork || isRows) return;
    const [locked] = context.transaction ? context.known.lockedBy(context.transaction) : [];
    if (!locked || (relation !== undefined && context.known.isCreated({ name: relation }))) return;
    yield {
      message: `${show(locked)} stays locked against reads and writes until this is done; change rows in a transaction of their own.`,
    };
  },
};
