import type { ObjectId } from "../catalog/model.ts";
import type { Severity } from "../sqlLint/finding.ts";

/** How sure a check is that following its advice does good. */
export type Confidence = "high" | "medium" | "low";

/** A figure that a finding rests on. */
export interface Evidence {
  readonly name: string;
  readonly value: number | string;
  /** What a number counts; texts have none. */
  readonly unit?: "rows" | "bytes" | "ms" | "days" | "%" | "calls" | "scans";
}

/** The four kinds of index that advice creates. */
export type IndexKind = "single" | "composite" | "partial" | "covering";

/** A statement of a fix; those outside a transaction refuse to run in one. */
export interface FixStatement {
  readonly sql: string;
  readonly transaction: "inside" | "outside";
}

/** What settles a finding, and what takes that back. */
export interface AdviceFix {
  /** "maintenance" is run once and belongs in no migration. */
  readonly kind: IndexKind | "drop" | "rebuild" | "schema" | "maintenance";
  /** What it does, in words: "index orders by customer_id". */
  readonly what: string;
  readonly up: readonly FixStatement[];
  readonly down: readonly FixStatement[];
  /** What an index of it is made of, for comparing suggestions with each other. */
  readonly index?: IndexDesign;
}

/** An index that does not exist yet. */
export interface IndexDesign {
  readonly table: ObjectId;
  readonly name: string;
  readonly method: string;
  readonly keys: readonly DesignedKey[];
  /** Names of columns that are only carried along. */
  readonly included: readonly string[];
  /** SQL; null: every row is in it. */
  readonly predicate: string | null;
}

export interface DesignedKey {
  /** A column's name, or an expression when `isExpression` says so. */
  readonly text: string;
  readonly isExpression?: boolean;
  readonly descending?: boolean;
  readonly operatorClass?: string;
}

/** Something in a database that will hurt. */
export interface AdviceFinding {
  /** The check's id: "missing-foreign-key-index". */
  readonly code: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly object: ObjectId;
  /** One sentence: what is, then what to do. */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly fix?: AdviceFix;
}
