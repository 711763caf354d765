import type { ObjectId } from "../../catalog/model.ts";

/** What one statement asks of tables. */
export interface StatementScans {
  readonly kind: "select" | "insert" | "update" | "delete" | "other";
  readonly scans: readonly TableScan[];
}

/** How one table of a statement is searched, as far as its conditions hold for every row (joined by AND). */
export interface TableScan {
  readonly table: ObjectId;
  /** Whether it is the only table of its FROM. */
  readonly alone: boolean;
  /** Columns that are compared for equality with a value. */
  readonly equal: readonly string[];
  /** Columns that are compared for equality with a column of another table. */
  readonly joined: readonly string[];
  /** Columns that are compared by <, >, BETWEEN. */
  readonly ranges: readonly string[];
  /** Conditions that hold no parameter: "deleted_at is null". */
  readonly constants: readonly ConstantCondition[];
  readonly searches: readonly TextSearch[];
  readonly orderBy: readonly { readonly column: string; readonly descending: boolean }[];
  readonly limited: boolean;
  /** Columns that are read for the result; null: all, or not known. */
  readonly selected: readonly string[] | null;
}

export interface ConstantCondition {
  readonly column: string;
  readonly test: "null" | "notNull" | "true" | "false" | "equal";
  /** What an equality compares with. */
  readonly value?: string;
}

/** A search inside of a value, which a btree cannot serve. */
export interface TextSearch {
  readonly by: "pattern" | "fullText" | "contains";
  readonly columns: readonly string[];
  /** The searched expression as SQL; absent when it is more than a column. */
  readonly column?: string;
}
