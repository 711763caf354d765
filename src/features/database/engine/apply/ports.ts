import type { SqlClient } from "../catalog/sqlClient.ts";

/** A session that may write, of a role that may change the schema. */
export interface MigrationSession extends SqlClient {
  /** Runs one statement as it stands, without preparing it: what VACUUM and the CONCURRENTLY forms need. */
  run(sql: string): Promise<void>;
  /** Asks the server to give up the statement that runs, from another connection. */
  cancel(): Promise<void>;
}
