import { addedConstraints } from "../ast.ts";
import { validateLater } from "../constraintFix.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const addCheck: SqlRule = {
  id: "add-check-scans",
  title: "A new CHECK reads the whole table under its lock",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "scan",
  why: "Every row is checked while reads and writes wait behind ACCESS EXCLUSIVE.",
  fineWhen: "The table is small.",
  instead:
    "Add it NOT VALID, which is instant and holds for new rows, then VALIDATE CONSTRAINT in another transaction: it reads the table while everybody goes on.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT")],
  aliases: ["constraint-missing-not-valid", "E1"],
  bad: "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);",
  good: "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;",
  *detect(statement, context) {
    for (const added of addedConstraints(statement.node, "CONSTR_CHECK", "CONSTR_NOTNULL")) {
      // A constraint that is not enforced is not checked either.
      if (added.constraint.skip_validation || added.constraint.is_enforced === false) continue;
      const table = nameOf(added.relation);
      const fix = validateLater(statement, added, context);
      yield {
        message: `Each row of ${show(table)} is checked while reads and writes wait; add the constraint NOT VALID and validate it in another transaction.`,
        table,
        ...(fix && { fix }),
      };
    }
  },
};
