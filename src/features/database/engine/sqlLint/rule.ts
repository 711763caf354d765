import type { SqlScript, SqlStatement } from "../sql/parseSql.ts";
import type { CatalogFacts } from "./catalog.ts";
import type { SqlFix } from "./finding.ts";
import type { Severity } from "./finding.ts";
import type { LockMode } from "./lockMode.ts";
import type { Indexes } from "./migration/indexes.ts";
import type { Known } from "./migration/known.ts";
import type { MigrationTool } from "./migration/tools.ts";
import type { Transaction } from "./migration/transactions.ts";
import type { TableName } from "./tableName.ts";

/** What a statement does while it holds its lock, and so what decides how long that is. */
export type Effect = "instant" | "scan" | "index build" | "rewrite" | "waits";

/** What kind of harm a rule is about. Down migrations undo things: "data" and "compatibility" do not apply there. */
export type Harm = "locking" | "data" | "compatibility" | "failure" | "design";

/** One hazard of changing a schema: what it is, why it hurts, when it does not, what to write instead. */
export interface SqlRule {
  readonly id: string;
  /** The hazard in a few words, without a subject. */
  readonly title: string;
  /** "off": only reported when the user turns it on. */
  readonly severity: Severity | "off";
  readonly harm: Harm;
  /** Locks that the bad example takes, by the table of the sample schema; none when it takes none that matter. */
  readonly locks?: Readonly<Record<string, LockMode>>;
  readonly effect?: Effect;
  readonly why: string;
  /** When the finding can be ignored. */
  readonly fineWhen: string;
  /** What to write instead. */
  readonly instead: string;
  /** What differs between majors. */
  readonly versions?: string;
  readonly references: readonly string[];
  /** Names of the same check in comments of other linters: squawk's ids, eugene's codes. */
  readonly aliases?: readonly string[];
  /** Scripts against the sample schema that are, and are not, found. */
  readonly bad: string;
  readonly good: string;
  /** Looks at one statement with everything before it known. */
  detect(statement: SqlStatement, context: StatementContext): Iterable<Hit>;
}

/** What a rule found in a statement. */
export interface Hit {
  /** One sentence: what happens, then what to do. */
  readonly message: string;
  /** The table whose users suffer: nothing is said when the script itself created it. */
  readonly table?: TableName;
  /** UTF-16 offsets of the place; the statement by default. */
  readonly start?: number;
  readonly end?: number;
  readonly fix?: SqlFix;
}

/** Everything around a statement that decides whether it is harmful. */
export interface StatementContext {
  readonly script: SqlScript;
  /** Statements of the same direction (up or down), and the place of this one among them. */
  readonly siblings: readonly SqlStatement[];
  readonly index: number;
  readonly direction: "up" | "down";
  readonly server: ServerVersion;
  /** The transaction that it runs in; undefined when it commits by itself. */
  readonly transaction: Transaction | undefined;
  readonly tool: MigrationTool | undefined;
  /** What the statements before it have made. */
  readonly known: Known;
  /** The indexes that the siblings make, also those behind it. */
  readonly indexes: Indexes;
  readonly catalog: CatalogFacts | undefined;
}

export interface ServerVersion {
  readonly major: number;
  /** Undefined when only the major is known. */
  readonly minor?: number;
}
