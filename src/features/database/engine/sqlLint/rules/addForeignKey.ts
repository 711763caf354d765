import { addedColumns, addedConstraints } from "../ast.ts";
import { validateLater } from "../constraintFix.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const addForeignKey: SqlRule = {
  id: "add-foreign-key-scans",
  title: "A new foreign key blocks writes to both tables while it is checked",
  severity: "warning",
  harm: "locking",
  locks: { orders: "SHARE ROW EXCLUSIVE", users: "SHARE ROW EXCLUSIVE" },
  effect: "scan",
  why: "Each row is looked up in the referenced table while writes to both wait behind SHARE ROW EXCLUSIVE.",
  fineWhen: "The referencing table is small.",
  instead:
    "Index the column, add the foreign key NOT VALID, then VALIDATE CONSTRAINT in another transaction: it only holds SHARE UPDATE EXCLUSIVE and ROW SHARE.",
  versions: "A partitioned table can only have a NOT VALID foreign key from 18.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT")],
  aliases: ["adding-foreign-key-constraint", "E1"],
  bad: "ALTER TABLE orders ADD CONSTRAINT orders_seller_fkey FOREIGN KEY (user_id) REFERENCES users (id);",
  good: "ALTER TABLE orders ADD CONSTRAINT orders_seller_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;",
  *detect(statement, context) {
    const { server, known, catalog } = context;
    for (const added of addedConstraints(statement.node, "CONSTR_FOREIGN")) {
      const { relation, constraint } = added;
      if (constraint.skip_validation || constraint.is_enforced === false) continue;
      const table = nameOf(relation);
      const partitioned = known.isPartitioned(table) || catalog?.tableFacts(table)?.partitioned === true;
      const fix = partitioned && server.major < 18 ? undefined : validateLater(statement, added, context);
      const parent = constraint.pktable ? show(nameOf(constraint.pktable)) : "the other table";
      yield {
        message: `Writes to ${show(table)} and ${parent} wait while each row is looked up; add the foreign key NOT VALID and validate it in another transaction.`,
        table,
        ...(fix && { fix }),
      };
    }
    for (const { relation, column, constraints } of addedColumns(statement.node)) {
      const kinds = constraints.map(({ contype }) => contype);
      // A new column that is null everywhere needs no look-up.
      if (!kinds.includes("CONSTR_FOREIGN") || !kinds.includes("CONSTR_DEFAULT")) continue;
      yield {
        message: `Reads and writes of ${show(nameOf(relation))} wait while its rows are looked up; add ${column.colname ?? "the column"} without REFERENCES, then the foreign key NOT VALID.`,
        table: nameOf(relation),
      };
    }
  },
};
