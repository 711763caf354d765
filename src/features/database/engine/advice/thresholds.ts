/** From where on something is worth saying. */
export interface Thresholds {
  /** A table with fewer rows and bytes is read whole in no time. */
  readonly smallRows: number;
  readonly smallBytes: number;
  /** Days of statistics that it takes to call an index unused. */
  readonly unusedDays: number;
  /** Reads of a table that it takes before younger statistics are worth a hint. */
  readonly unusedReads: number;
  /** Rows of a table from which reading it whole again and again costs. */
  readonly scannedRows: number;
  /** Sequential scans of it, and their share of all scans. */
  readonly scans: number;
  readonly scanShare: number;
  /** Times the size that an index needs, and bytes beyond it. */
  readonly bloatRatio: number;
  readonly bloatBytes: number;
  /** Dead rows, and their share of the living. */
  readonly deadRows: number;
  readonly deadShare: number;
  /** Share of rows that changed since ANALYZE, and hours that it had time to run. */
  readonly staleShare: number;
  readonly staleHours: number;
  /** Days after which a table should have been vacuumed. */
  readonly vacuumDays: number;
  /** Share of a key space that is used up: worth a warning, worth an error. */
  readonly keysUsed: number;
  readonly keysNearlyGone: number;
  /** Transactions since a table was frozen; at two billion the server stops. */
  readonly transactionAge: number;
  /** Mean time in ms from which a statement is slow, and how often it must have run. */
  readonly slowMs: number;
  readonly slowCalls: number;
  /** Share of the time of all statements, and ms in total, from which one of them dominates. */
  readonly timeShare: number;
  readonly timeTotal: number;
  /** Calls of a statement from which an index for it is worth its writes. */
  readonly indexCalls: number;
  /** Calls of a lookup, and its mean time in ms, for a query that is repeated per row of another. */
  readonly repeatedCalls: number;
  readonly repeatedMs: number;
}

export const defaultThresholds: Thresholds = {
  smallRows: 1000,
  smallBytes: 64 * 1024,
  unusedDays: 30,
  unusedReads: 100,
  scannedRows: 10_000,
  scans: 30,
  scanShare: 0.05,
  bloatRatio: 2,
  bloatBytes: 100 * 1024 * 1024,
  deadRows: 10_000,
  deadShare: 0.2,
  staleShare: 0.2,
  staleHours: 1,
  vacuumDays: 1,
  keysUsed: 0.5,
  keysNearlyGone: 0.8,
  transactionAge: 1_000_000_000,
  slowMs: 100,
  slowCalls: 5,
  timeShare: 0.2,
  timeTotal: 60_000,
  indexCalls: 50,
  repeatedCalls: 1000,
  repeatedMs: 5,
};
