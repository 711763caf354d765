import { addedConstraints, alterCommands } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const dropConstraint: SqlRule = {
  id: "drop-constraint-locks",
  title: "DROP CONSTRAINT locks the table, and for a foreign key the referenced one too",
  severity: "hint",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE", users: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "It is over at once, but it takes ACCESS EXCLUSIVE on both tables of a foreign key, and waits for every query on them.",
  fineWhen: "lock_timeout is set.",
  instead: "Set lock_timeout and try again when it fires.",
  references: [manual("sql-altertable.html")],
  bad: "ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;",
  good: "SET lock_timeout = '2s';\nALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;",
  *detect({ node }, { known, siblings, index }) {
    const dropped = known.hasLockTimeout ? [] : alterCommands(node, "AT_DropConstraint");
    if (dropped.length === 0) return;
    const checks = siblings
      .slice(0, index)
      .flatMap((earlier) => addedConstraints(earlier.node, "CONSTR_CHECK", "CONSTR_NOTNULL"))
      .map(({ constraint }) => constraint.conname);
    for (const { relation, command } of dropped) {
      // The script knows that it is no foreign key.
      if (checks.includes(command.name)) continue;
      yield {
        message: `When ${command.name ?? "it"} is a foreign key, the table that it references is locked against reads and writes too, not only ${show(nameOf(relation))}; set lock_timeout.`,
        table: nameOf(relation),
      };
    }
  },
};
