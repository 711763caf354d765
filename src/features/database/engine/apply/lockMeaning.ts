import type { LockMode } from "./trace.ts";

/** What others cannot do on a table while a lock is held, by the conflict table of Postgres' manual ("Explicit Locking"). */
export const blockedBy: Readonly<Record<LockMode, string>> = {
  AccessShareLock: "nothing",
  RowShareLock: "nothing",
  RowExclusiveLock: "nothing",
  ShareUpdateExclusiveLock: "nothing but other schema changes and VACUUM",
  ShareLock: "writes",
  ShareRowExclusiveLock: "writes",
  ExclusiveLock: "writes",
  AccessExclusiveLock: "reads and writes",
};
