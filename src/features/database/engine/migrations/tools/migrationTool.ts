import type { ToolName } from "../migration.ts";

/** A file in the folder of migrations; the path is relative to it, with forward slashes. */
export interface FolderFile {
  readonly path: string;
  readonly text: string;
}

/** A stretch of a file that one direction runs. */
export interface Section {
  readonly start: number;
  readonly end: number;
  /** Whether the tool wraps it in a transaction. */
  readonly transaction: boolean;
}

export interface Sections {
  readonly up: Section | undefined;
  readonly down: Section | undefined;
}

/** What is to be written: both directions as SQL, and how the tool must run them. */
export interface MigrationDraft {
  readonly version: string;
  readonly name: string;
  /** Comment lines, without their dashes. */
  readonly header: readonly string[];
  readonly up: DraftSection;
  readonly down: DraftSection;
}

export interface DraftSection {
  readonly statements: readonly string[];
  readonly transaction: boolean;
}

/** A migration tool's conventions: names, markers, and the table in which it keeps what was run. */
export interface MigrationTool {
  readonly name: ToolName;
  /** Where a new project keeps its migrations. */
  readonly folder: string;
  /**
   * Whether it hands a file to the server as one script, in which Postgres refuses the CONCURRENTLY forms, or always
   * in a transaction, which is the same.
   */
  readonly sendsWhole: boolean;
  /** Whether no mark in a file keeps the tool from opening a transaction. */
  readonly alwaysWraps?: true;
  /** Whether a file of a project is one of this tool's migrations. */
  recognises(file: FolderFile): boolean;
  /** Version and name out of a path; undefined for another file. */
  identify(path: string): { readonly version: string; readonly name: string } | undefined;
  /** Which parts of a file go up and down. */
  sections(file: FolderFile): Sections;
  /** The file with the other direction, where that is another file. */
  downPath?(path: string): string;
  write(draft: MigrationDraft, existing: readonly FolderFile[]): readonly FolderFile[];
  /** Undefined for a tool that records only what it has run itself. */
  readonly history: MigrationHistory | undefined;
}

/** What a history is told about a migration. */
export interface HistoryEntry {
  readonly version: string;
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

export interface Sql {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** The table in which a tool remembers, as SQL over SqlClient. */
export interface MigrationHistory {
  readonly table: string;
  /** Creates the table as the tool would; runs only when it is absent. */
  readonly create: readonly string[];
  /** Answers a row when the migration is recorded as run. */
  isApplied(entry: HistoryEntry): Sql;
  record(entry: HistoryEntry): readonly Sql[];
  forget(entry: HistoryEntry): readonly Sql[];
}
