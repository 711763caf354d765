import { quoteIdent } from "../../catalog/identifiers.ts";
import { sqlNameOf } from "../../catalog/ids.ts";
import type { AdviceCheck } from "../check.ts";
import { constraintsOf } from "../facts.ts";
import { shortName } from "../names.ts";

export const duplicateForeignKey: AdviceCheck = {
  id: "duplicate-foreign-key",
  title: "The same foreign key twice",
  severity: "warning",
  why: "Every insert and every deleted parent is checked twice.",
  fineWhen: "It is there for a moment only, while one replaces the other.",
  instead: "Drop one of them.",
  reference: "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
  *detect(facts) {
    const seen = new Map<string, string>();
    for (const { id, type, name, table, columns, references, definition, local } of constraintsOf(facts)) {
      if (type !== "foreignKey" || !references || !local) continue;
      const pairs = columns.map((column, position) => [column, references.columns[position]]).sort();
      const key = JSON.stringify([table, references.table, pairs]);
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, id);
        continue;
      }
      yield {
        confidence: "high",
        object: id,
        message: `${shortName(id)} checks the same as ${shortName(first)}; drop one of them.`,
        evidence: [{ name: "definition", value: definition }],
        fix: {
          kind: "schema",
          what: `drop constraint ${name}`,
          up: [
            {
              sql: `alter table ${sqlNameOf(table)} drop constraint ${quoteIdent(name)}`,
              transaction: "inside",
            },
          ],
          down: [
            {
              sql: `alter table ${sqlNameOf(table)} add constraint ${quoteIdent(name)} ${definition.replace(/ NOT VALID$/, "")} not valid`,
              transaction: "inside",
            },
          ],
        },
      };
    }
  },
};
