import { formatCount } from "../../explorer/wording.ts";
import type { AdviceCheck } from "../check.ts";
import { tableFacts, tablesOf } from "../facts.ts";
import { percent } from "../format.ts";
import { shortName } from "../names.ts";

export const sequentialScans: AdviceCheck = {
  id: "sequential-scans",
  title: "A large table that is read from end to end, again and again",
  severity: "warning",
  why: "Each such read takes longer with every row that is added, and pushes other pages out of the cache.",
  fineWhen: "Exports and reports read all of it on purpose.",
  instead:
    "Find the statement in pg_stat_statements, look at its plan with Explain Query, index what it filters by.",
  reference:
    "https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-TABLES-VIEW",
  yieldsTo: ["statement-without-index", "text-search-without-index", "missing-foreign-key-index"],
  *detect(facts, { scannedRows, scans, scanShare }) {
    for (const { id, partitionKey } of tablesOf(facts)) {
      if (partitionKey !== null) continue;
      const { rows, sequentialScans: count, sequentialRows, indexScans } = tableFacts(facts, id);
      const share = count / Math.max(1, count + indexScans);
      const perScan = sequentialRows / Math.max(1, count);
      // Scans that stop early, as those of LIMIT, read little of it.
      if (rows < scannedRows || count < scans || share < scanShare || perScan < rows / 10) continue;
      yield {
        confidence: "medium",
        object: id,
        message: `${shortName(id)} was read from end to end ${formatCount(count)} times, ${formatCount(perScan)} rows each; index what those statements filter by.`,
        evidence: [
          { name: "rows", value: rows, unit: "rows" },
          { name: "sequential scans", value: count, unit: "scans" },
          { name: "rows per sequential scan", value: perScan, unit: "rows" },
          { name: "share of all scans", value: percent(share), unit: "%" },
        ],
      };
    }
  },
};
