import type { ObjectId, UnmodelledObject } from "../catalog/model.ts";

export type Lock =
  "SHARE UPDATE EXCLUSIVE" | "SHARE" | "SHARE ROW EXCLUSIVE" | "EXCLUSIVE" | "ACCESS EXCLUSIVE";

export type Blocks = "nothing" | "writes" | "reads and writes";

/** One statement of a migration, and what running it means. */
export interface Step {
  readonly sql: string;
  /** What to run on the shadow instead, where that cannot run the statement itself. */
  readonly shadowSql?: string;
  readonly transaction: "inside" | "outside";
  /** Steps of one segment run in one transaction. */
  readonly segment: number;
  /** The object that the step is about. */
  readonly object: ObjectId;
  /** The strongest lock on a table that exists before the migration; null: none. */
  readonly lock: Lock | null;
  readonly lockedTable: ObjectId | null;
  /** It writes the whole table anew. */
  readonly rewrites: boolean;
  /** It reads the whole table. */
  readonly scans: boolean;
  /** What other sessions cannot do meanwhile. */
  readonly blocks: Blocks;
  /** Estimated rows of the table that it rewrites or scans. */
  readonly rows: number | null;
  /** A sentence that a person should read before running it. */
  readonly note: string | null;
}

/** Steps between two commits, or one statement that refuses to run in a transaction. */
export interface Segment {
  readonly transaction: "inside" | "outside";
  /** Statements that prepare the session or the transaction: timeouts. */
  readonly settings: readonly string[];
  readonly steps: readonly Step[];
}

/** A migration in one direction. */
export interface MigrationScript {
  readonly steps: readonly Step[];
  readonly segments: readonly Segment[];
  /** Sentences about the whole. */
  readonly warnings: readonly string[];
}

export interface MigrationPlan {
  readonly up: MigrationScript;
  readonly down: MigrationScript;
  /** What the down migration cannot bring back, one sentence each. */
  readonly irreversible: readonly string[];
  /** Not compared, so neither migrated nor proven. */
  readonly unmodelled: readonly UnmodelledObject[];
}

export interface TableFacts {
  /** Estimated rows. */
  readonly rows: number;
  readonly bytes: number;
}

export interface PlanOptions {
  /** The major version of the server that runs the migration. */
  readonly serverMajor: number;
  readonly tableFacts?: ReadonlyMap<ObjectId, TableFacts>;
  /** Write the forms that hold no lock for long; default true. */
  readonly online?: boolean;
  /** Milliseconds to wait for a lock before giving up; default 2000. */
  readonly lockTimeout?: number;
  /** The role that runs the migration and owns what it creates; default: the one that read the source. */
  readonly role?: string;
}
