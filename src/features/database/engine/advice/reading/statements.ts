import { quoteIdent } from "../../catalog/identifiers.ts";
import type { Catalog } from "../../catalog/model.ts";
import type { SqlClient } from "../../catalog/sqlClient.ts";
import { readScript } from "../../sql/parseSql.ts";
import { loadSqlParser } from "../../sql/parser.ts";
import type { Statement } from "../facts.ts";
import { readScans } from "../statements/readScans.ts";

interface StatementRow {
  readonly text: string | null;
  readonly calls: number;
  readonly totalTime: number;
  readonly rows: number;
}

/** Statements of this database, most time first. @param major names of columns changed with 13. */
const query = (schema: string, major: number) => {
  const time = major >= 13 ? "total_exec_time" : "total_time";
  return `
  select min(s.query) as text, sum(s.calls)::float8 as calls, sum(s.${time})::float8 as "totalTime",
    sum(s.rows)::float8 as rows
  from ${quoteIdent(schema)}.pg_stat_statements s
  where s.dbid = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
  group by s.queryid
  order by sum(s.${time}) desc
  limit 1000`;
};

/** What pg_stat_statements has counted, each statement taken apart. */
export async function readStatements(
  client: SqlClient,
  catalog: Catalog,
  unseen: string[],
): Promise<readonly Statement[]> {
  const extension = [...catalog.objects.values()].find(
    (object) => object.kind === "extension" && object.name === "pg_stat_statements",
  );
  if (extension?.kind !== "extension") {
    unseen.push(
      "Slow statements and repeated queries were not looked for: the database has no extension pg_stat_statements.",
    );
    return [];
  }
  const rows = await read(client, query(extension.schema, catalog.server.major));
  const hidden = rows.filter(({ text }) => text === null || text === "<insufficient privilege>").length;
  if (hidden > 0)
    unseen.push(
      `${String(hidden)} statement${hidden === 1 ? "" : "s"} of other roles ${hidden === 1 ? "was" : "were"} not read: ${catalog.server.user} is no member of pg_read_all_stats.`,
    );
  const parser = await loadSqlParser();
  return rows.flatMap(({ text, ...counted }) => {
    const [statement] = text === null ? [] : readScript(text, parser).statements;
    if (!statement || text === null) return [];
    return [
      {
        ...counted,
        text: text.trim(),
        meanTime: counted.totalTime / Math.max(1, counted.calls),
        scans: readScans(statement.node, catalog),
      },
    ];
  });
}

async function read(client: SqlClient, sql: string): Promise<readonly StatementRow[]> {
  try {
    return (await client.query(sql)).rows as readonly StatementRow[];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Slow statements and repeated queries were not looked for: ${reason}`, { cause: error });
  }
}
