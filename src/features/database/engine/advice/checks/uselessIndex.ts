import { columnId } from "../../catalog/ids.ts";
import { quoteIdent } from "../../catalog/identifiers.ts";
import type { AdviceCheck } from "../check.ts";
import { keyColumns } from "../coverage.ts";
import { createIndexFix, dropIndexFix } from "../design.ts";
import { indexBytes, indexesOf, tableFacts } from "../facts.ts";
import { percent } from "../format.ts";
import { shortName } from "../names.ts";
import { isBound } from "../redundancy.ts";
import { columnOfTable } from "../statements/readScans.ts";

export const flagIndex: AdviceCheck = {
  id: "index-on-flag",
  title: "An index on nothing but a boolean",
  severity: "info",
  why: "Half of the table, or most of it, is behind each of its keys: reading the table is cheaper, so the planner leaves the index aside.",
  fineWhen: "One of the two values is rare and looked for; a partial index does that with less.",
  instead: "A partial index over the rare rows, by the column that queries sort or search by.",
  reference: "https://www.postgresql.org/docs/current/indexes-partial.html",
  *detect(facts, { smallRows }) {
    for (const index of indexesOf(facts)) {
      const [column, ...more] = keyColumns(index);
      if (column === undefined || more.length > 0 || index.keys.length > 1 || index.parent !== null) continue;
      if (index.unique || isBound(index) || index.predicate !== null || !index.valid) continue;
      if (columnOfTable(facts.catalog, index.table, column)?.type !== "boolean") continue;
      const { rows } = tableFacts(facts, index.table);
      const shares = [...(facts.columns.get(columnId(index.table, column))?.common.values() ?? [])];
      const rarest = shares.length < 2 ? undefined : Math.min(...shares);
      // A rare value makes the index useful for that value.
      if (rows < smallRows || (rarest !== undefined && rarest < 0.1)) continue;
      yield {
        confidence: "high",
        object: index.id,
        message: `${shortName(index.id)} is on a boolean that splits the table nearly in halves; drop it or make it partial.`,
        evidence: [
          { name: "rows", value: rows, unit: "rows" },
          { name: "size", value: indexBytes(facts, index), unit: "bytes" },
          ...(rarest === undefined
            ? []
            : [{ name: "rarer value", value: percent(rarest), unit: "%" } as const]),
        ],
        fix: dropIndexFix(facts, index),
      };
    }
  },
};

/** Share of NULLs from which it is worth leaving them out. */
const mostlyNull = 0.9;

export const nullIndex: AdviceCheck = {
  id: "index-full-of-nulls",
  title: "An index that mostly holds NULL",
  severity: "info",
  why: "Entries for NULL take space and writes, and an equality never looks for them.",
  fineWhen: "Queries ask for IS NULL, or sort by the column with the NULLs.",
  instead: "The same index where the column is not null.",
  reference: "https://www.postgresql.org/docs/current/indexes-partial.html",
  *detect(facts, { scannedRows }) {
    for (const index of indexesOf(facts)) {
      const [column] = keyColumns(index);
      if (column === undefined || index.keys.length > 1 || index.predicate !== null || index.parent !== null)
        continue;
      if (index.unique || isBound(index) || !index.valid || index.method !== "btree" || index.partitioned)
        continue;
      const nulls = facts.columns.get(columnId(index.table, column))?.nullShare ?? 0;
      const { rows } = tableFacts(facts, index.table);
      if (nulls < mostlyNull || rows < scannedRows) continue;
      const created = createIndexFix(facts, {
        table: index.table,
        keys: index.keys.map(({ descending }) => ({ text: column, descending })),
        included: index.included,
        predicate: `${quoteIdent(column)} is not null`,
      });
      const dropped = dropIndexFix(facts, index);
      yield {
        confidence: "medium",
        object: index.id,
        message: `${String(percent(nulls))} % of ${shortName(index.id)} is NULL; replace it by one that leaves NULL out.`,
        evidence: [
          { name: "rows", value: rows, unit: "rows" },
          { name: "NULL", value: percent(nulls), unit: "%" },
          { name: "size", value: indexBytes(facts, index), unit: "bytes" },
        ],
        fix: { ...created, up: [...created.up, ...dropped.up], down: [...dropped.down, ...created.down] },
      };
    }
  },
};

export const containerIndex: AdviceCheck = {
  id: "btree-on-container",
  title: "A btree on a column of many values",
  severity: "info",
  why: "A btree compares whole arrays and documents; it cannot find what they contain, and large values do not fit into its pages.",
  fineWhen: "Whole values are compared or sorted by.",
  instead: "A GIN index, which serves @>, && and ?.",
  reference: "https://www.postgresql.org/docs/current/gin.html",
  *detect(facts) {
    for (const index of indexesOf(facts)) {
      const [column] = keyColumns(index);
      if (index.method !== "btree" || column === undefined || index.keys.length > 1 || index.unique) continue;
      if (index.parent !== null || isBound(index) || !index.valid) continue;
      const type = columnOfTable(facts.catalog, index.table, column)?.type ?? "";
      if (!type.endsWith("[]") && type !== "jsonb" && type !== "tsvector") continue;
      const created = createIndexFix(facts, {
        table: index.table,
        keys: [{ text: column }],
        method: "gin",
        predicate: index.predicate,
      });
      const dropped = dropIndexFix(facts, index);
      yield {
        confidence: "high",
        object: index.id,
        message: `${shortName(index.id)} is a btree on ${type}, which cannot find what a value contains; replace it by GIN.`,
        evidence: [
          { name: "type", value: type },
          { name: "size", value: indexBytes(facts, index), unit: "bytes" },
        ],
        fix: { ...created, up: [...created.up, ...dropped.up], down: [...dropped.down, ...created.down] },
      };
    }
  },
};
