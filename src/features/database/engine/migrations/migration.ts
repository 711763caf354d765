import type { Node } from "libpg-query";

/** A statement of a migration, with its place in the file. */
export interface MigrationStatement {
  readonly text: string;
  /** Line of its first token, from 1. */
  readonly line: number;
  readonly node: Node;
}

/**
 * What is done and recorded as one: statements of one transaction, or a single statement that commits by itself.
 */
export interface MigrationStep {
  readonly transaction: "inside" | "outside";
  /** SET statements of the file before it, which the session needs also when it starts here. */
  readonly session: readonly string[];
  readonly statements: readonly MigrationStatement[];
}

/** A migration as its file says it. */
export interface Migration {
  readonly tool: ToolName;
  /** The file, as messages name it. */
  readonly path: string;
  /** What the tool's history knows it by: "20261122195100". */
  readonly version: string;
  /** "add_orders_status". */
  readonly name: string;
  /** The whole text: some tools record its checksum. */
  readonly text: string;
  readonly up: readonly MigrationStep[];
  /** Undefined when the file brings no way back. */
  readonly down: readonly MigrationStep[] | undefined;
}

export const toolNames = [
  "dbmate",
  "goose",
  "golang-migrate",
  "flyway",
  "node-pg-migrate",
  "graphile-migrate",
  "prisma",
  "drizzle",
] as const;

export type ToolName = (typeof toolNames)[number];
