import { as, strings } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { manual } from "./references.ts";

export const enumValueInTransaction: SqlRule = {
  id: "enum-value-used-before-commit",
  title: "A new enum value is used in the transaction that adds it",
  severity: "error",
  harm: "failure",
  why: 'A value that ALTER TYPE adds can be used only after its transaction has committed; until then Postgres stops with "unsafe use of new value".',
  fineWhen: "The type itself was created in the same transaction.",
  instead: "Add the value in a migration of its own, use it in the next.",
  versions: "Before 12, ALTER TYPE … ADD VALUE could not run in a transaction at all.",
  references: [manual("sql-altertype.html#SQL-ALTERTYPE-NOTES")],
  bad: "BEGIN;\nALTER TYPE order_status ADD VALUE 'returned';\nUPDATE orders SET state = 'returned' WHERE id = 1;\nCOMMIT;",
  good: "ALTER TYPE order_status ADD VALUE 'returned';\nUPDATE orders SET state = 'returned' WHERE id = 1;",
  *detect({ node }, { transaction, siblings, index, known }) {
    const statement = as(node, "AlterEnumStmt");
    if (!transaction || !statement || statement.oldVal !== undefined) return;
    if (known.isCreatedEnum({ names: statement.typeName ?? [] })) return;
    const value = statement.newVal ?? "";
    const literal = `'${value.replaceAll("'", "''")}'`;
    const use = siblings.slice(index + 1, transaction.last + 1).find(({ text }) => text.includes(literal));
    if (!use) return;
    yield {
      message: `'${value}' of ${strings(statement.typeName).join(".")} cannot be used before this transaction commits; use it in the next migration.`,
      start: use.start,
      end: use.end,
    };
  },
};
