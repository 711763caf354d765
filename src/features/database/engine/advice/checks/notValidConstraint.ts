import { quoteIdent } from "../../catalog/identifiers.ts";
import { sqlNameOf } from "../../catalog/ids.ts";
import type { AdviceCheck } from "../check.ts";
import { constraintsOf, tableFacts } from "../facts.ts";
import { shortName } from "../names.ts";

export const notValidConstraint: AdviceCheck = {
  id: "constraint-not-validated",
  title: "A constraint that old rows may break",
  severity: "info",
  why: "It was added NOT VALID and never validated: rows from before may violate it, and the planner cannot rely on it.",
  fineWhen: "The old rows are known to break it and stay as they are.",
  instead: "VALIDATE CONSTRAINT, which lets reads and writes go on.",
  reference: "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
  *detect(facts) {
    for (const { id, name, table, validated, enforced, local } of constraintsOf(facts)) {
      if (validated || !enforced || !local) continue;
      yield {
        confidence: "high",
        object: id,
        message: `${shortName(id)} was never validated: rows from before it may break it; validate it.`,
        evidence: [{ name: "rows", value: tableFacts(facts, table).rows, unit: "rows" }],
        fix: {
          kind: "schema",
          what: `validate constraint ${name}`,
          up: [
            {
              sql: `alter table ${sqlNameOf(table)} validate constraint ${quoteIdent(name)}`,
              transaction: "inside",
            },
          ],
          down: [],
        },
      };
    }
  },
};
