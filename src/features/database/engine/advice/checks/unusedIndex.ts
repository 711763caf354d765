import type { Index, ObjectId } from "../../catalog/model.ts";
import { formatBytes } from "../../explorer/wording.ts";
import type { AdviceCheck } from "../check.ts";
import { keyColumns, serves } from "../coverage.ts";
import { dropIndexFix } from "../design.ts";
import { type AdviceFacts, constraintsOf, indexBytes, indexesOf, indexScans, tableFacts } from "../facts.ts";
import { shortName } from "../names.ts";
import { isBound, redundancies, referencedIndexes } from "../redundancy.ts";
import { dayMs } from "./tables.ts";

export const unusedIndex: AdviceCheck = {
  id: "unused-index",
  title: "An index that nobody reads",
  severity: "info",
  why: "It takes disk and cache, slows down every write, and keeps updates from staying on their page.",
  fineWhen:
    "A report that runs rarely needs it, a standby reads it (standbys count for themselves), or the planner needs the statistics of its expression.",
  instead: "Drop it; the way back is the migration's down.",
  reference:
    "https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW",
  yieldsTo: ["index-on-flag", "index-full-of-nulls", "btree-on-container"],
  *detect(facts, { unusedDays, unusedReads }) {
    const days = (facts.now - facts.countedSince) / dayMs;
    const settled = days >= unusedDays;
    const excused = excusedIndexes(facts);
    for (const index of indexesOf(facts)) {
      if (excused(index)) continue;
      const table = tableFacts(facts, index.table);
      const lastScan = facts.indexes.get(index.id)?.lastScan ?? null;
      const scans = indexScans(facts, index);
      const idleDays = lastScan === null ? days : (facts.now - lastScan) / dayMs;
      if (scans > 0 && (lastScan === null || idleDays < unusedDays)) continue;
      if (!settled && table.sequentialScans + table.indexScans < unusedReads) continue;
      yield {
        severity: settled ? "info" : "hint",
        confidence: settled ? "high" : "low",
        object: index.id,
        message: settled
          ? `Nothing has read ${shortName(index.id)} (${formatBytes(indexBytes(facts, index))}) for ${String(Math.floor(idleDays))} days; drop it unless a standby or a rare report needs it.`
          : `Nothing has read ${shortName(index.id)} yet, but the statistics cover only ${age(days)}; look again after ${String(unusedDays)} days before dropping it.`,
        evidence: [
          { name: "scans", value: scans, unit: "scans" },
          { name: "statistics cover", value: days, unit: "days" },
          { name: "size", value: indexBytes(facts, index), unit: "bytes" },
          { name: "reads of its table", value: table.sequentialScans + table.indexScans, unit: "scans" },
          {
            name: "writes to its table",
            value: table.inserted + table.updated + table.deleted,
            unit: "rows",
          },
        ],
        fix: dropIndexFix(facts, index),
      };
    }
  },
};

function age(days: number): string {
  const hours = days * 24;
  if (hours < 1) return `${String(Math.max(1, Math.round(hours * 60)))} min`;
  return days < 1 ? `${String(Math.round(hours))} h` : `${String(Math.floor(days))} days`;
}

/** Indexes that something other than a scan needs, or that another check speaks of. */
function excusedIndexes(facts: AdviceFacts): (index: Index) => boolean {
  const referenced = referencedIndexes(facts);
  const spokenOf = new Set(redundancies(facts).flatMap(({ index, by }) => [index.id, by.id]));
  const foreignKeys = constraintsOf(facts).filter(({ type }) => type === "foreignKey");
  const supportsForeignKey = (index: Index) => {
    const owners = withParents(facts, index.table);
    const [first] = keyColumns(index);
    return foreignKeys.some(
      ({ table, columns }) => owners.includes(table) && (columns[0] === first || serves(index, columns)),
    );
  };
  return (index) =>
    index.unique ||
    isBound(index) ||
    !index.valid ||
    index.parent !== null ||
    referenced.has(index.id) ||
    spokenOf.has(index.id) ||
    supportsForeignKey(index);
}

/** A partition, and the tables that it is a part of: their foreign keys are its own. */
function withParents(facts: AdviceFacts, table: ObjectId): readonly ObjectId[] {
  const object = facts.catalog.objects.get(table);
  const parent = object?.kind === "table" ? object.partitionOf?.parent : undefined;
  return parent === undefined ? [table] : [table, ...withParents(facts, parent)];
}
