import type pg from "pg";
import type { SqlClient } from "../../../src/features/database/engine/catalog/sqlClient.ts";

/** Scripts of several statements cannot be prepared, and shorter ones are planned in no time. */
const isWorthKeeping = (text: string) => text.length > 500 && text.startsWith("with ");

/**
 * A session that keeps the plans of its long queries: where hundreds of small catalogs are read one after the other,
 * planning the same queries takes longer than running them.
 */
export function prepared(client: pg.Client): SqlClient {
  const names = new Map<string, string>();
  return {
    query(text, values) {
      if (!isWorthKeeping(text)) return client.query(text, values);
      const name = names.get(text) ?? `kept_${names.size}`;
      names.set(text, name);
      return client.query({ name, text, ...(values && { values }) });
    },
  };
}
