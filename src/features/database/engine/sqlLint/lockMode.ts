/**
 * Table-level lock modes from the weakest to the strongest:
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
 */
export const lockModes = [
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
] as const;

export type LockMode = (typeof lockModes)[number];

/** The stronger of two modes. */
export function strongerLock(one: LockMode, other: LockMode): LockMode {
  return lockModes.indexOf(one) >= lockModes.indexOf(other) ? one : other;
}

/** Tells whether reads or writes of an application wait behind a lock. */
export function blocksTraffic(mode: LockMode): boolean {
  return lockModes.indexOf(mode) >= lockModes.indexOf("SHARE");
}

/** What of an application waits while a lock is held, as the end of a sentence. */
export function whatWaits(mode: LockMode): string {
  if (mode === "ACCESS EXCLUSIVE") return "reads and writes wait";
  if (mode === "SHARE" || mode === "SHARE ROW EXCLUSIVE" || mode === "EXCLUSIVE") return "writes wait";
  if (mode === "SHARE UPDATE EXCLUSIVE") return "only other schema changes and VACUUM wait";
  return "reads and writes go on";
}
