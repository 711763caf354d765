import type { TableName } from "./tableName.ts";

/** What a database knows of a table; figures are estimates of its statistics. */
export interface TableFacts {
  readonly rows: number;
  readonly bytes: number;
  readonly partitioned: boolean;
  readonly columns: readonly {
    readonly name: string;
    /** What format_type() says: "character varying(20)". */
    readonly type: string;
    readonly notNull: boolean;
  }[];
  readonly constraints: readonly {
    readonly name: string;
    /** What pg_get_constraintdef() says. */
    readonly definition: string;
    readonly validated: boolean;
  }[];
  readonly indexes: readonly {
    readonly name: string;
    readonly unique: boolean;
    readonly valid: boolean;
    /** Key columns in order; expressions are empty strings. */
    readonly columns: readonly string[];
  }[];
}

/** A database that a script is checked against. Without one every table is taken to be large. */
export interface CatalogFacts {
  /** Undefined when there is no such table. */
  tableFacts(table: TableName): TableFacts | undefined;
}

/** Where a full scan or a rewrite takes well under a second on any machine. */
const smallTable = { rows: 10_000, bytes: 16 * 1024 * 1024 };

export function isSmall({ rows, bytes }: TableFacts): boolean {
  return rows <= smallTable.rows && bytes <= smallTable.bytes;
}
