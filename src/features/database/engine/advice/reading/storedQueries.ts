import type { Catalog } from "../../catalog/model.ts";
import { readScript } from "../../sql/parseSql.ts";
import { loadSqlParser } from "../../sql/parser.ts";
import type { StoredQuery } from "../facts.ts";
import { readScans } from "../statements/readScans.ts";

/** The queries that stand in views and in functions written in SQL. */
export async function readStoredQueries(catalog: Catalog): Promise<readonly StoredQuery[]> {
  const parser = await loadSqlParser();
  return [...catalog.objects.values()].flatMap((object) => {
    const sql = sourceOf(object);
    if (sql === undefined) return [];
    return readScript(sql, parser).statements.map(({ node }) => ({
      object: object.id,
      scans: readScans(node, catalog),
    }));
  });
}

function sourceOf(object: Catalog["objects"] extends ReadonlyMap<string, infer T> ? T : never) {
  if (object.kind === "view" || object.kind === "materializedView") return object.definition;
  if (object.kind !== "function" || object.language !== "sql") return undefined;
  // pg_get_functiondef quotes with a tag that the body does not have, or prints the body as it was parsed.
  const quoted = /\bAS (\$\w*\$)([\s\S]*)\1\s*$/.exec(object.definition)?.[2];
  return quoted ?? /\bRETURN (\([\s\S]*\))\s*$/.exec(object.definition)?.[1]?.replace(/^/, "select ");
}
