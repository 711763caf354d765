import type { ClientCapabilities, Connection } from "vscode-languageserver/node";
import type { LintPool } from "../src/features/openapi/engine/lint/pool.ts";
import type { DiagnosticsBoard } from "./board.ts";
import type { Documents } from "./documents.ts";
import type { Implementations } from "./implementations.ts";
import type { LoadTests } from "./loadTests.ts";
import type { Settings } from "./settings.ts";
import type { Workspace } from "./workspace.ts";

/** What the parts of the server share, built once in server.ts. */
export interface Services {
  readonly connection: Connection;
  readonly documents: Documents;
  readonly settings: Settings;
  readonly workspace: Workspace;
  readonly pool: LintPool;
  readonly board: DiagnosticsBoard;
  readonly implementations: Implementations;
  readonly loadTests: LoadTests;
  /** Numbers the changes that findings depend on, from 1. */
  readonly nextChange: () => number;
  /** What the client can do; undefined before it said so. */
  readonly capabilities: () => ClientCapabilities | undefined;
  /** Asks the client to fetch its lenses again, soon. */
  readonly lensesChanged: () => void;
}
