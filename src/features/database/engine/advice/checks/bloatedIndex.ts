import { columnId, sqlNameOf } from "../../catalog/ids.ts";
import { formatBytes } from "../../explorer/wording.ts";
import type { Index } from "../../catalog/model.ts";
import type { AdviceCheck } from "../check.ts";
import { type AdviceFacts, indexesOf, tableFacts } from "../facts.ts";
import { percent } from "../format.ts";
import { shortName, unquoted } from "../names.ts";

export const bloatedIndex: AdviceCheck = {
  id: "bloated-index",
  title: "An index that is much larger than its entries",
  severity: "info",
  why: "Pages emptied by deletes and updates are read and cached like full ones.",
  fineWhen: "The table grows again into the same key range, or its size does not matter.",
  instead: "REINDEX INDEX CONCURRENTLY, once.",
  reference: "https://www.postgresql.org/docs/current/routine-reindex.html",
  *detect(facts, { bloatRatio, bloatBytes }) {
    for (const index of indexesOf(facts)) {
      const counted = facts.indexes.get(index.id);
      const table = tableFacts(facts, index.table);
      const needed = neededBytes(facts, index);
      // Without fresh statistics the estimate is worth nothing.
      const stale = table.analyzed === null || table.changedSinceAnalyze > table.rows / 5;
      if (!counted || needed === undefined || stale || !index.valid || index.partitioned) continue;
      const wasted = counted.bytes - needed;
      if (wasted < bloatBytes || counted.bytes < needed * bloatRatio) continue;
      yield {
        confidence: "medium",
        object: index.id,
        message: `${shortName(index.id)} takes ${formatBytes(counted.bytes)} where about ${formatBytes(needed)} would do (an estimate); rebuild it with REINDEX CONCURRENTLY.`,
        evidence: [
          { name: "size", value: counted.bytes, unit: "bytes" },
          { name: "estimated need", value: needed, unit: "bytes" },
          { name: "wasted", value: percent(wasted / counted.bytes), unit: "%" },
          { name: "entries", value: counted.entries, unit: "rows" },
        ],
        fix: {
          kind: "maintenance",
          what: `rebuild index ${shortName(index.id)}`,
          up: [{ sql: `reindex index concurrently ${sqlNameOf(index.id)}`, transaction: "outside" }],
          down: [],
        },
      };
    }
  },
};

const pageBytes = 8192;
const pageOverhead = 40;
const entryOverhead = 12;
const defaultFill = 0.9;

/**
 * Bytes of a btree whose pages are as full as CREATE INDEX leaves them, by the average widths that ANALYZE found.
 * Equal keys share their entries since major 13, so this is an upper bound.
 */
function neededBytes(facts: AdviceFacts, index: Index): number | undefined {
  if (index.method !== "btree" || index.keys.some(({ isExpression }) => isExpression)) return undefined;
  const columns = [...index.keys.map(({ text }) => unquoted(text)), ...index.included];
  const widths = columns.map((name) => facts.columns.get(columnId(index.table, name))?.width);
  if (!widths.every((width) => width !== undefined)) return undefined;
  const fill = Number(index.storage.find(([name]) => name === "fillfactor")?.[1] ?? defaultFill * 100) / 100;
  const entry = Math.ceil(widths.reduce((sum, width) => sum + width, 0) / 8) * 8 + entryOverhead;
  const perPage = Math.max(1, Math.floor(((pageBytes - pageOverhead) * fill) / entry));
  const entries = facts.indexes.get(index.id)?.entries ?? 0;
  return (Math.ceil(entries / perPage) + 2) * pageBytes;
}
