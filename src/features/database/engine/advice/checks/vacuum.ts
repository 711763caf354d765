import { sqlNameOf } from "../../catalog/ids.ts";
import { formatCount } from "../../explorer/wording.ts";
import type { AdviceCheck } from "../check.ts";
import { type AdviceFacts, tableFacts, tablesOf } from "../facts.ts";
import type { AdviceFix } from "../finding.ts";
import { percent } from "../format.ts";
import { shortName } from "../names.ts";
import { dayMs, hourMs, isSmall } from "./tables.ts";

const routine = "https://www.postgresql.org/docs/current/routine-vacuuming.html";

export const staleStatistics: AdviceCheck = {
  id: "stale-statistics",
  title: "A table that changed a lot since ANALYZE",
  severity: "warning",
  why: "The planner guesses by what the table held then and chooses plans that were good for that.",
  fineWhen: "A bulk load is going on that ends with ANALYZE.",
  instead: "ANALYZE it; where this comes back, lower autovacuum_analyze_scale_factor for the table.",
  reference: `${routine}#VACUUM-FOR-STATISTICS`,
  yieldsTo: ["autovacuum-behind", "never-vacuumed", "autovacuum-off"],
  *detect(facts, thresholds) {
    for (const { id } of leavesOf(facts)) {
      const table = tableFacts(facts, id);
      const share = table.changedSinceAnalyze / Math.max(1, table.rows);
      const since = facts.now - (table.analyzed ?? facts.countedSince);
      if (table.rows < thresholds.smallRows || share < thresholds.staleShare) continue;
      if (since < thresholds.staleHours * hourMs) continue;
      const never = table.analyzed === null;
      yield {
        confidence: "high",
        object: id,
        message: `${shortName(id)} ${never ? "was never analyzed" : `changed by ${String(percent(share))} % since ANALYZE`}: the planner guesses its plans; analyze it.`,
        evidence: [
          { name: "rows", value: table.rows, unit: "rows" },
          { name: "rows changed since", value: table.changedSinceAnalyze, unit: "rows" },
          never
            ? { name: "last ANALYZE", value: "never" }
            : { name: "last ANALYZE before", value: since / dayMs, unit: "days" },
        ],
        fix: once(`analyze ${sqlNameOf(id)}`, `analyze ${shortName(id)}`),
      };
    }
  },
};

export const neverVacuumed: AdviceCheck = {
  id: "never-vacuumed",
  title: "A table that was never vacuumed",
  severity: "info",
  why: "Without VACUUM there is no visibility map, so that index-only scans read the table all the same, and the first run to prevent wraparound reads everything.",
  fineWhen: "It was loaded a moment ago.",
  instead: "VACUUM (ANALYZE) it once and look why autovacuum does not come.",
  reference: `${routine}#VACUUM-FOR-VISIBILITY-MAP`,
  yieldsTo: ["autovacuum-off"],
  *detect(facts, { scannedRows, vacuumDays, deadRows, deadShare }) {
    for (const { id, storage } of leavesOf(facts)) {
      const table = tableFacts(facts, id);
      if (table.vacuumed !== null || table.rows < scannedRows || isOff(storage)) continue;
      if (facts.now - facts.countedSince < vacuumDays * dayMs) continue;
      if (table.dead >= deadRows && table.dead >= table.rows * deadShare) continue;
      yield {
        confidence: "medium",
        object: id,
        message: `${shortName(id)} with ${formatCount(table.rows)} rows was never vacuumed; vacuum it and look why autovacuum does not come.`,
        evidence: [
          { name: "rows", value: table.rows, unit: "rows" },
          { name: "dead rows", value: table.dead, unit: "rows" },
          { name: "statistics cover", value: (facts.now - facts.countedSince) / dayMs, unit: "days" },
        ],
        fix: once(`vacuum (analyze) ${sqlNameOf(id)}`, `vacuum ${shortName(id)}`),
      };
    }
  },
};

export const autovacuumBehind: AdviceCheck = {
  id: "autovacuum-behind",
  title: "Dead rows that autovacuum does not remove",
  severity: "warning",
  why: "Each scan reads dead rows along with the living, and the table grows instead of using their space again.",
  fineWhen: "A large delete just ran and autovacuum is on its way.",
  instead:
    "VACUUM it, then look for what holds it back: long transactions, replication slots, prepared transactions, or a scale factor that is too high for a large table.",
  reference: `${routine}#AUTOVACUUM`,
  *detect(facts, { deadRows, deadShare }) {
    for (const { id } of leavesOf(facts)) {
      const { rows, dead, vacuumed } = tableFacts(facts, id);
      if (dead < deadRows || dead < rows * deadShare) continue;
      yield {
        confidence: "high",
        object: id,
        message: `${shortName(id)} holds ${formatCount(dead)} dead rows beside ${formatCount(rows)} living ones; vacuum it and look for what holds autovacuum back.`,
        evidence: [
          { name: "dead rows", value: dead, unit: "rows" },
          { name: "rows", value: rows, unit: "rows" },
          vacuumed === null
            ? { name: "last VACUUM", value: "never" }
            : { name: "last VACUUM before", value: (facts.now - vacuumed) / dayMs, unit: "days" },
        ],
        fix: once(`vacuum (analyze) ${sqlNameOf(id)}`, `vacuum ${shortName(id)}`),
      };
    }
  },
};

export const autovacuumOff: AdviceCheck = {
  id: "autovacuum-off",
  title: "Autovacuum is switched off for a table",
  severity: "warning",
  why: "Dead rows stay, statistics grow old, and nobody remembers who switched it off.",
  fineWhen: "A job vacuums and analyzes the table after each load.",
  instead: "Reset the storage parameter.",
  reference: "https://www.postgresql.org/docs/current/sql-createtable.html#RELOPTION-AUTOVACUUM-ENABLED",
  *detect(facts, thresholds) {
    for (const { id, storage } of leavesOf(facts)) {
      const table = tableFacts(facts, id);
      if (!isOff(storage) || isSmall(table, thresholds)) continue;
      yield {
        confidence: "high",
        object: id,
        message: `Autovacuum is off for ${shortName(id)}: dead rows stay and statistics grow old; switch it on again.`,
        evidence: [
          { name: "rows", value: table.rows, unit: "rows" },
          { name: "dead rows", value: table.dead, unit: "rows" },
        ],
        fix: {
          kind: "schema",
          what: `autovacuum of ${shortName(id)}`,
          up: [{ sql: `alter table ${sqlNameOf(id)} reset (autovacuum_enabled)`, transaction: "inside" }],
          down: [
            { sql: `alter table ${sqlNameOf(id)} set (autovacuum_enabled = false)`, transaction: "inside" },
          ],
        },
      };
    }
  },
};

export const transactionAge: AdviceCheck = {
  id: "transaction-ids-running-out",
  title: "A table whose transaction ids come to an end",
  severity: "error",
  why: "Two billion transactions after a table was frozen the server refuses writes until it is vacuumed.",
  fineWhen: "Never: something keeps the vacuum that prevents it from finishing.",
  instead: "VACUUM (FREEZE) it, after ending what holds back the horizon.",
  reference: `${routine}#VACUUM-FOR-WRAPAROUND`,
  *detect(facts, thresholds) {
    for (const { id } of leavesOf(facts)) {
      const { transactionAge: age } = tableFacts(facts, id);
      if (age < thresholds.transactionAge) continue;
      yield {
        confidence: "high",
        object: id,
        message: `${shortName(id)} was last frozen ${formatCount(age)} transactions ago; at 2.1 G the server stops writing; vacuum it now.`,
        evidence: [{ name: "transactions since it was frozen", value: age, unit: "rows" }],
        fix: once(`vacuum (freeze, analyze) ${sqlNameOf(id)}`, `freeze ${shortName(id)}`),
      };
    }
  },
};

/** Tables that hold rows themselves. */
function leavesOf(facts: AdviceFacts) {
  return tablesOf(facts).filter(({ partitionKey }) => partitionKey === null);
}

function isOff(storage: readonly (readonly [string, string])[]): boolean {
  return storage.some(
    ([name, value]) => name === "autovacuum_enabled" && /^(?:false|off|0|no)$/i.test(value),
  );
}

function once(sql: string, what: string): AdviceFix {
  return { kind: "maintenance", what, up: [{ sql, transaction: "outside" }], down: [] };
}
