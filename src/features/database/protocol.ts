import type { FoundConnection } from "./engine/connection/discovery/discover.ts";
import type {
  ConnectionOrigin,
  ConnectionParameters,
  ConnectionRole,
  ConnectionTarget,
} from "./engine/connection/target.ts";
import type { Applied } from "./engine/apply/applyMigration.ts";
import type { DryRun } from "./engine/apply/dryRun.ts";
import type { DataLoss, Rename, RenameCandidate } from "./engine/diff/model.ts";
import type { ToolName } from "./engine/migrations/migration.ts";
import type { Proof } from "./engine/proof/proof.ts";
import type { NodeRef, TreePage } from "./engine/explorer/node.ts";
import type { StatementLocks } from "./engine/sqlLint/describeLocks.ts";
import type { SqlRuleExplanation } from "./engine/sqlLint/explain.ts";
import type { Severity, SqlFinding } from "./engine/sqlLint/finding.ts";
import type { ChangeGroup } from "./engine/view/changeGroups.ts";
import type { StepView } from "./engine/view/stepViews.ts";

export type { FoundConnection } from "./engine/connection/discovery/discover.ts";
export type { NodeRef, TreeNode, TreePage } from "./engine/explorer/node.ts";
export type { StatementLocks } from "./engine/sqlLint/describeLocks.ts";
export type { SqlRuleExplanation } from "./engine/sqlLint/explain.ts";

export type {
  ConnectionOrigin,
  ConnectionParameters,
  ConnectionRole,
  ConnectionTarget,
  SslMode,
} from "./engine/connection/target.ts";

/**
 * What crosses the pipe between the extension and the database process. Types only, so that both ends and webviews
 * may import it. A service of the process adds its interface here and its factory to services/index.ts.
 */

/** What the extension may ask of the database process. */
export interface DatabaseProcessApi extends ConnectionApi, ExplorerApi, SqlLintApi, MigrationApi, AdviceApi {}

/** What the database process may ask of the extension. */
export interface DatabaseHostApi {
  /** How to reach a connection, its password included: asked whenever a session is opened, kept nowhere. */
  connectionTarget(connectionId: string): TargetToOpen;
  /** A session was opened. */
  connectionOpened(event: ConnectionOpened): void;
  /** A session ended without having been asked to; the next query opens another one. */
  connectionLost(event: ConnectionLost): void;
  /** What a call that was given an id is doing right now. */
  progress(event: TaskProgress): void;
  log(entry: LogEntry): void;
}

/** Connections: the process holds sessions, the extension holds what they are called and their secrets. */
export interface ConnectionApi {
  /**
   * Opens a session and closes it again.
   * @throws UserError that says what is wrong with the target.
   */
  testConnection(target: TargetToOpen): ServerSummary;
  /** Closes every session of a connection and forgets what was read. */
  disconnect(connectionId: string): void;
  /** Looks for connections in the files of folders (absolute paths) and the environment. Opens none. */
  findConnections(folders: readonly string[]): readonly FoundConnection[];
  /**
   * Takes a URL or libpq's keywords apart.
   * @throws UserError when the text is neither.
   */
  parseConnectionText(text: string): ParsedConnection;
  /** What a database is probably used for, by what it is called. */
  guessRole(place: ConnectionParameters & { readonly name: string }): ConnectionRole;
}

/** How to reach a database right now; a place to read it from takes precedence over what it said last. */
export interface TargetToOpen extends ConnectionTarget {
  readonly origin?: ConnectionOrigin;
}

export interface ParsedConnection {
  readonly parameters: ConnectionParameters;
  readonly password?: string;
  /** What the database is probably used for. */
  readonly role: ConnectionRole;
}

/** What a database holds. Every method reads the catalog first when it is not known yet. */
export interface ExplorerApi {
  treeChildren(params: TreeChildrenParams): TreePage;
  /** Forgets the catalog; the next question reads it again. */
  refreshCatalog(connectionId: string): void;
  serverFacts(connectionId: string): ServerFacts;
  /** Tables and views by name. */
  listTables(connectionId: string): readonly TableSummary[];
  /** SQL that creates an object and what belongs to it. */
  showDdl(params: ObjectParams): string;
  /** A query over all columns of a table or view. */
  selectStatement(params: ObjectParams): string;
  previewRows(params: PreviewRowsParams): RowsPage;
}

/** Migrations: what of them is dangerous to run. */
export interface SqlLintApi {
  lintMigration(params: LintMigrationParams): MigrationReport;
  /** What a rule says of itself; null: there is none of that name. */
  explainSqlRule(code: string): SqlRuleExplanation | null;
}

/** What in a database will hurt, and what its statements cost. */
export interface AdviceApi {
  /** Reads structure and statistics anew. */
  analyzeDatabase(connectionId: string): AdviceReport;
  /** The index migrations for what `analyzeDatabase` finds, in the format of the folder's own. Writes nothing. */
  suggestIndexes(params: SuggestIndexesParams): readonly SuggestedMigration[];
  /**
   * The migration that settles one finding, in the format of the folder's own. Writes nothing.
   * @throws UserError when the database no longer has the problem.
   */
  adviceMigration(params: AdviceMigrationParams): SuggestedMigration;
  /** @throws UserError when the statement cannot be planned, or would change rows and may not. */
  explainQuery(params: ExplainQueryParams): ExplainedQuery;
  /** Tries the index that would serve a statement; null: none would. */
  tryIndex(params: TryIndexParams): TriedIndex | null;
}

export interface AdviceReport {
  readonly database: string;
  readonly findings: readonly AdviceItem[];
  /** One sentence for each thing that could not be looked at. */
  readonly unseen: readonly string[];
}

export interface AdviceItem {
  readonly code: string;
  readonly severity: Severity;
  readonly confidence: "high" | "medium" | "low";
  readonly object: string;
  readonly message: string;
  /** "rows in orders: 1.2 M", one a line. */
  readonly evidence: readonly string[];
  readonly why: string;
  readonly fineWhen: string;
  readonly documentationUrl: string;
  /** SQL that settles it and takes that back; absent: there is no such SQL. */
  readonly fix?: {
    readonly up: string;
    readonly down: string;
    /** Whether it belongs in a migration; maintenance is run once. */
    readonly isMigration: boolean;
  };
}

export interface SuggestIndexesParams {
  readonly connectionId: string;
  readonly existing: readonly { readonly path: string; readonly text: string }[];
}

export interface AdviceMigrationParams extends SuggestIndexesParams, FindingKey {}

/** Tells a finding from all others of its database, also after figures have changed. */
export interface FindingKey {
  readonly code: string;
  readonly object: string;
  /** SQL that settles it. */
  readonly up: string;
}

export interface SuggestedMigration {
  readonly message: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The file that does the same already. */
  readonly alreadyIn?: string;
}

export interface ExplainQueryParams {
  readonly connectionId: string;
  readonly sql: string;
  /** Run it, in a transaction that is rolled back. */
  readonly analyze: boolean;
  /** Whether a statement that changes rows may be run for that. */
  readonly mayWrite: boolean;
}

export interface ExplainedQuery {
  /** The page to show. */
  readonly text: string;
}

export interface TryIndexParams {
  readonly connectionId: string;
  readonly sql: string;
}

export interface TriedIndex {
  readonly text: string;
}

export interface LintMigrationParams {
  /** Its name tells the migration tool and the direction; the file is not read. */
  readonly path: string;
  readonly text: string;
  /** What it is written for, unless a connection says. */
  readonly server: { readonly major: number; readonly minor?: number };
  /** Other severities than the rules' own, by id. */
  readonly severities: Readonly<Record<string, Severity | "off">>;
  /** A database whose tables it will meet. */
  readonly connectionId?: string;
}

/** Places count the text that was sent. */
export interface MigrationReport {
  readonly findings: readonly MigrationFinding[];
  readonly locks: readonly StatementLocks[];
}

export interface MigrationFinding extends SqlFinding {
  readonly documentationUrl?: string;
}

/** Schemas compared, migrations written, replayed and applied. */
export interface MigrationApi {
  /**
   * Compares two schemas on the shadow, writes the migration and replays it. Nothing is written to disk.
   * @throws UserError when a side cannot be read or loaded.
   */
  compareSchemas(params: CompareParams): ComparisonReport;
  /**
   * The SQL that creates an object, on either side of one of the last comparisons; empty where it does not exist.
   * @throws UserError when the comparison is forgotten.
   */
  comparedDdl(params: ComparedDdlParams): string;
  /** Runs a migration on a copy of a database's schema, or on the database in a transaction that is rolled back. */
  dryRunMigration(params: DryRunParams): DryRunReport;
  /**
   * Runs a migration, or what an interrupted run left of it, and records it in the tool's own table.
   * @throws UserError that names the statement which failed.
   */
  applyMigration(params: MigrationParams): Applied;
}

/** A connection, or an absolute path of a file or folder of SQL. */
export type SchemaPlace =
  | { readonly kind: "connection"; readonly connectionId: string }
  | { readonly kind: "files"; readonly path: string; readonly label: string };

export interface CompareParams {
  readonly from: SchemaPlace;
  readonly to: SchemaPlace;
  /** Absolute path of the folder that migrations are kept in; its files tell their tool. */
  readonly folder: string;
  readonly renames: readonly { readonly from: string; readonly to: string }[];
  /** The tool whose format the migration has; recognised when it is absent. */
  readonly tool?: ToolName;
  /** Asks for progress under this id. */
  readonly progressId?: string;
}

export interface ComparisonReport {
  /** Names it for `comparedDdl`. */
  readonly id: string;
  readonly groups: readonly ChangeGroup[];
  readonly losses: readonly DataLoss[];
  readonly candidates: readonly RenameCandidate[];
  /** The renames that were asked for; columns by the name that their table has in the source. */
  readonly renames: readonly Rename[];
  readonly tool: ToolName;
  readonly up: readonly StepView[];
  readonly down: readonly StepView[];
  /** The migration; paths are relative to the folder; empty when there is nothing to do. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Paths of the files that are run, in their order; the others belong to them. */
  readonly runs: readonly string[];
  readonly irreversible: readonly string[];
  readonly proof: Proof;
  /** The result of the proof in one sentence. */
  readonly summary: string;
  /** What exists on a side and is not compared, by kind and name. */
  readonly unmodelled: readonly string[];
  readonly notes: readonly string[];
}

export interface ComparedDdlParams {
  readonly id: string;
  readonly side: "from" | "to";
  /** As changes name it. */
  readonly object: string;
}

export interface TaskProgress {
  readonly id: string;
  readonly what: string;
}

export interface MigrationParams {
  readonly connectionId: string;
  /** As messages name it, relative to the root. */
  readonly path: string;
  readonly text: string;
  readonly direction: "up" | "down";
  /** Absolute path of the folder that the path is relative to: the way down may be another file. */
  readonly root?: string;
  readonly progressId?: string;
}

export interface DryRunParams extends MigrationParams {
  /** The database itself only after somebody said yes. */
  readonly on: "copy" | "database";
}

export interface DryRunReport extends DryRun {
  readonly hasDown: boolean;
}

export interface ServerFacts {
  readonly major: number;
  readonly version: string;
  readonly database: string;
  readonly user: string;
}

export interface TableSummary {
  /** As the tree names it. */
  readonly object: string;
  readonly schema: string;
  readonly name: string;
}

export interface ObjectParams {
  readonly connectionId: string;
  /** As the tree names it: "table public.orders". */
  readonly object: string;
}

export interface TreeChildrenParams {
  readonly connectionId: string;
  readonly ref: NodeRef;
  readonly from: number;
  readonly limit: number;
  readonly filter: string;
}

export interface PreviewRowsParams extends ObjectParams {
  readonly offset: number;
  readonly limit: number;
}

export interface RowsPage {
  readonly columns: readonly string[];
  /** Values as Postgres prints them, long ones cut; null: NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly hasMore: boolean;
  /** Whether a primary key gives the pages an order. */
  readonly ordered: boolean;
}

export interface ServerSummary {
  /** As the server says it: "18.4". */
  readonly version: string;
  /** The major, 14 to 18. */
  readonly major: number;
  readonly database: string;
  readonly user: string;
  readonly encrypted: boolean;
}

export interface ConnectionOpened {
  readonly connectionId: string;
  /** As the server says it: "18.4". */
  readonly version: string;
}

export interface ConnectionLost {
  readonly connectionId: string;
  /** One sentence for people. */
  readonly reason: string;
}

export interface LogEntry {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
}
