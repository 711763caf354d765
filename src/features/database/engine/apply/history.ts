import { UserError } from "../../../../shared/userError.ts";
import type { SqlClient } from "../catalog/sqlClient.ts";
import type { Migration } from "../migrations/migration.ts";
import { migrationTool } from "../migrations/tools/all.ts";
import type { MigrationHistory, Sql } from "../migrations/tools/migrationTool.ts";
import type { Direction } from "./progress.ts";

/** Whether the tool's own table says that the migration has run. */
export async function isRecorded(client: SqlClient, migration: Migration): Promise<boolean> {
  const { history } = migrationTool(migration.tool);
  if (!history || !(await tableExists(client, history))) return false;
  const { rows } = await run(client, history.isApplied(migration), migration);
  return rows.length > 0;
}

/** Writes what was run into the tool's own table, which is created when it is the first. */
export async function record(client: SqlClient, migration: Migration, direction: Direction): Promise<void> {
  const { history } = migrationTool(migration.tool);
  if (!history) return;
  if (!(await tableExists(client, history))) {
    if (direction === "down") return;
    for (const text of history.create) await client.query(text);
  }
  const entries = direction === "up" ? history.record(migration) : history.forget(migration);
  for (const sql of entries) await run(client, sql, migration);
}

async function tableExists(client: SqlClient, { table }: MigrationHistory): Promise<boolean> {
  const { rows } = await client.query("select from pg_catalog.pg_class where oid = to_regclass($1)", [table]);
  return rows.length > 0;
}

/** Two tools call their table the same; a version that is no number, or a column that is absent, shows the mix-up. */
async function run(client: SqlClient, { text, params }: Sql, { tool, path }: Migration) {
  try {
    return await client.query(text, [...params]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `The history table of this database does not fit ${tool}: ${reason}; name the tool that ${path} is for with --tool.`,
    );
  }
}
