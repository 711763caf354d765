import { alterCommands } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const validateInTransaction: SqlRule = {
  id: "validate-in-same-transaction",
  title: "NOT VALID gains nothing when VALIDATE shares its transaction",
  severity: "warning",
  harm: "locking",
  effect: "scan",
  why: "A transaction keeps its strongest lock to the end: the table is read under the lock of ADD CONSTRAINT after all.",
  fineWhen: "The table is small.",
  instead: "Commit in between, or validate in the next migration.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")],
  aliases: ["constraint-missing-not-valid"],
  bad: "BEGIN;\nALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;\nCOMMIT;",
  good: "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;",
  *detect({ node }, { known, transaction }) {
    if (!transaction) return;
    for (const { relation, command } of alterCommands(node, "AT_ValidateConstraint")) {
      const table = nameOf(relation);
      if (known.addedNotValid(table, command.name ?? "")?.transaction !== transaction) continue;
      yield {
        message: `The lock of ADD CONSTRAINT is still held while ${show(table)} is read; validate ${command.name ?? "it"} in another transaction.`,
        table,
      };
    }
  },
};
