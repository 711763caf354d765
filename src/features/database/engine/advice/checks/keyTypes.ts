import { columnId } from "../../catalog/ids.ts";
import type { AdviceCheck } from "../check.ts";
import { constraintsOf } from "../facts.ts";
import { shortName } from "../names.ts";
import { columnOfTable } from "../statements/readScans.ts";

export const keyTypes: AdviceCheck = {
  id: "foreign-key-type-differs",
  title: "A foreign key of another type than what it refers to",
  severity: "warning",
  why: "A narrower column overflows before its parent does; other types keep joins from using an index or make them compare by a conversion.",
  fineWhen: "Never for long: it comes from widening one side only.",
  instead: "Give both sides the same type.",
  reference: "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
  *detect(facts) {
    for (const { type, table, columns, references, local } of constraintsOf(facts)) {
      if (type !== "foreignKey" || !references || !local) continue;
      for (const [position, name] of columns.entries()) {
        const target = references.columns[position] ?? "";
        const own = columnOfTable(facts.catalog, table, name)?.type;
        const other = columnOfTable(facts.catalog, references.table, target)?.type;
        if (own === undefined || other === undefined || plain(own) === plain(other)) continue;
        yield {
          confidence: "high",
          object: columnId(table, name),
          message: `${shortName(columnId(table, name))} is ${own} and refers to ${shortName(columnId(references.table, target))}, which is ${other}; give both the same type.`,
          evidence: [
            { name: "type", value: own },
            { name: `type of ${shortName(columnId(references.table, target))}`, value: other },
          ],
        };
      }
    }
  },
};

/** Lengths of texts do not matter to a comparison. */
function plain(type: string): string {
  return type.replace(/^character varying(\(\d+\))?$/, "text").replace(/\(\d+(,\d+)?\)$/, "");
}
