import type { ObjectId } from "../catalog/model.ts";
import type { Blocks, Lock, MigrationScript, Segment, Step } from "./model.ts";
import type { PlanNode } from "./graph.ts";

/** A statement with what its author knows of it. */
export interface DraftStep {
  readonly sql: string;
  readonly shadowSql?: string;
  readonly lock?: Lock;
  readonly table?: ObjectId;
  readonly rewrites?: boolean;
  readonly scans?: boolean;
  readonly note?: string;
  /** It refuses to run in a transaction. */
  readonly outside?: boolean;
  /** It runs in a transaction of its own, so that locks before it are gone and what it did is committed. */
  readonly alone?: boolean;
}

/** What a lock on a table keeps other sessions from; https://www.postgresql.org/docs/18/explicit-locking.html */
const blockedBy: Readonly<Record<Lock, Blocks>> = {
  "SHARE UPDATE EXCLUSIVE": "nothing",
  SHARE: "writes",
  "SHARE ROW EXCLUSIVE": "writes",
  EXCLUSIVE: "writes",
  "ACCESS EXCLUSIVE": "reads and writes",
};

/** A statement that locks no table which others use. */
export function plain(sql: string, note?: string): DraftStep {
  return note === undefined ? { sql } : { sql, note };
}

/** A statement on a table, under a lock. */
export function locked(
  sql: string,
  table: ObjectId,
  lock: Lock = "ACCESS EXCLUSIVE",
  facts: Omit<DraftStep, "sql" | "table" | "lock"> = {},
): DraftStep {
  return { sql, table, lock, ...facts };
}

export interface ScriptFacts {
  /** Tables that the migration creates: no one waits for their locks. */
  readonly isNew: (table: ObjectId) => boolean;
  readonly rows: (table: ObjectId) => number | null;
  readonly lockTimeout: number;
  /** Bodies of functions may name what is created later. */
  readonly lateBodies: boolean;
}

/** Cuts ordered nodes into transactions. */
export function toScript(
  order: readonly PlanNode[],
  warnings: readonly string[],
  facts: ScriptFacts,
): MigrationScript {
  const segments: { transaction: "inside" | "outside"; steps: Step[] }[] = [];
  let isOpen = false;
  for (const { object, steps } of order) {
    for (const draft of steps) {
      const transaction = draft.outside === true ? "outside" : "inside";
      const separate = draft.outside === true || draft.alone === true;
      if (separate || !isOpen) segments.push({ transaction, steps: [] });
      isOpen = !separate;
      segments.at(-1)?.steps.push(toStep(draft, object, transaction, segments.length - 1, facts));
    }
  }
  return {
    steps: segments.flatMap(({ steps }) => steps),
    segments: segments.map((segment): Segment => ({
      ...segment,
      settings: settingsOf(segment.transaction, facts),
    })),
    warnings,
  };
}

function toStep(
  draft: DraftStep,
  object: ObjectId,
  transaction: "inside" | "outside",
  segment: number,
  { isNew, rows }: ScriptFacts,
): Step {
  const contended = draft.table !== undefined && !isNew(draft.table);
  const lock = contended ? (draft.lock ?? null) : null;
  const heavy = contended && (draft.rewrites === true || draft.scans === true);
  return {
    sql: draft.sql,
    ...(draft.shadowSql === undefined ? {} : { shadowSql: draft.shadowSql }),
    transaction,
    segment,
    object,
    lock,
    lockedTable: lock === null ? null : (draft.table ?? null),
    rewrites: contended && draft.rewrites === true,
    scans: contended && draft.scans === true,
    blocks: lock === null ? "nothing" : blockedBy[lock],
    rows: heavy ? rows(draft.table) : null,
    note: draft.note ?? null,
  };
}

/** A build that runs concurrently waits for others by design; a timeout would leave an invalid index behind. */
function settingsOf(transaction: "inside" | "outside", { lockTimeout, lateBodies }: ScriptFacts): string[] {
  if (transaction === "outside") return ["SET lock_timeout = 0", "SET statement_timeout = 0"];
  return [
    `SET LOCAL lock_timeout = '${lockTimeout}ms'`,
    ...(lateBodies ? ["SET LOCAL check_function_bodies = off"] : []),
  ];
}
