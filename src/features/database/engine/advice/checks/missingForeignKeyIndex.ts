import { columnId } from "../../catalog/ids.ts";
import { quoteIdent } from "../../catalog/identifiers.ts";
import type { Constraint } from "../../catalog/model.ts";
import { formatCount } from "../../explorer/wording.ts";
import type { AdviceCheck } from "../check.ts";
import { isSearchable } from "../coverage.ts";
import { createIndexFix } from "../design.ts";
import { constraintsOf, tableFacts } from "../facts.ts";
import { percent } from "../format.ts";
import { shortName } from "../names.ts";
import { isSmall } from "./tables.ts";

/** From this share of NULLs on the index leaves them out. */
const mostlyNull = 0.8;

export const missingForeignKeyIndex: AdviceCheck = {
  id: "missing-foreign-key-index",
  title: "A foreign key without an index",
  severity: "warning",
  why: "Postgres indexes the referenced side only. Whoever deletes a parent row, or changes its key, makes it search the referencing table from end to end, holding locks; joins from parent to children do the same.",
  fineWhen:
    "Parents are never deleted, their keys never change, and nobody looks children up by their parent.",
  instead: "An index that starts with the columns of the foreign key, in any order.",
  reference: "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
  *detect(facts, thresholds) {
    for (const constraint of constraintsOf(facts)) {
      const { type, table, columns, references, local } = constraint;
      if (type !== "foreignKey" || !references || !local || isSearchable(facts, table, columns)) continue;
      const child = tableFacts(facts, table);
      const parent = tableFacts(facts, references.table);
      const quiet = parent.deleted === 0 && child.sequentialScans < thresholds.scans;
      const names = columns.map(quoteIdent).join(", ");
      const nulls = Math.min(
        1,
        ...columns.map((column) => facts.columns.get(columnId(table, column))?.nullShare ?? 0),
      );
      const predicate =
        nulls >= mostlyNull
          ? columns.map((column) => `${quoteIdent(column)} is not null`).join(" and ")
          : null;
      yield {
        severity: isSmall(child, thresholds) || quiet ? "info" : "warning",
        confidence: "high",
        object: columns.length === 1 ? columnId(table, columns[0] ?? "") : constraint.id,
        message: `${shortName(table)}.${columns.length === 1 ? names : `(${names})`} has no index: each ${shortName(references.table)} row that is deleted reads all ${formatCount(child.rows)} rows of ${shortName(table)}; create one.`,
        evidence: [
          { name: `rows in ${shortName(table)}`, value: child.rows, unit: "rows" },
          { name: `size of ${shortName(table)}`, value: child.bytes, unit: "bytes" },
          { name: `rows deleted from ${shortName(references.table)}`, value: parent.deleted, unit: "rows" },
          { name: `sequential scans of ${shortName(table)}`, value: child.sequentialScans, unit: "scans" },
          { name: "when a parent goes", value: actionOf(constraint) },
          ...(predicate === null
            ? []
            : [{ name: "NULL in the column", value: percent(nulls), unit: "%" } as const]),
        ],
        fix: createIndexFix(facts, { table, keys: columns.map((text) => ({ text })), predicate }),
      };
    }
  },
};

function actionOf({ definition }: Constraint): string {
  return (
    /ON DELETE (CASCADE|SET NULL|SET DEFAULT|RESTRICT)/.exec(definition)?.[1]?.toLowerCase() ?? "refused"
  );
}
