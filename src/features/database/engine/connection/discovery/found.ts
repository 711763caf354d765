import type { ConnectionTarget } from "../target.ts";

/** A connection that a file describes. */
export interface FoundTarget {
  /** Place in the file: "DATABASE_URL", "services.db". */
  readonly key: string;
  readonly target: ConnectionTarget;
}

/** Looks up a variable that a file refers to. */
export type LookUp = (variable: string) => string | undefined;

/** Reads the connections of one kind of file; nothing that the file contains is run. */
export type Reader = (text: string, lookUp: LookUp) => readonly FoundTarget[];
