import type { ConnectionStore } from "../connectionStore.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";
import type { DatabaseTree } from "../tree.ts";
import type { DdlDocuments } from "./ddlDocuments.ts";

/** What comparing and migrating lean on. */
export interface CompareParts {
  readonly process: DatabaseProcess;
  readonly store: ConnectionStore;
  /** Shows what a connection holds. */
  readonly tree: Pick<DatabaseTree, "refresh">;
  readonly ddl: Pick<DdlDocuments, "showDifference">;
}
