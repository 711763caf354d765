import type { SqlClient } from "../catalog/sqlClient.ts";
import type { Session } from "./session.ts";

/** A session as engines see it, its statements stopped when the signal fires, if there is one. */
export function sqlClient(session: Session, signal?: AbortSignal): SqlClient {
  // What ends a transaction or a prepared statement runs after an abort too: the session is used again.
  const always = /^\s*(?:commit|rollback|end|abort|deallocate)\b/i;
  return {
    query: async (text, params) => ({
      rows: await session.query(text, params, always.test(text) ? undefined : signal),
    }),
  };
}
