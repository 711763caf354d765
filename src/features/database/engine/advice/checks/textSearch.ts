import { columnId } from "../../catalog/ids.ts";
import type { Index, ObjectId } from "../../catalog/model.ts";
import type { AdviceCheck } from "../check.ts";
import { createIndexFix } from "../design.ts";
import { type AdviceFacts, indexesOf, tableFacts, tablesOf } from "../facts.ts";
import type { AdviceFix, Evidence } from "../finding.ts";
import { shortName } from "../names.ts";
import { columnOfTable } from "../statements/readScans.ts";
import { excerpt } from "../statements/excerpt.ts";
import type { TextSearch } from "../statements/scan.ts";

export const textSearch: AdviceCheck = {
  id: "text-search-without-index",
  title: "A search inside of texts or documents that no index serves",
  severity: "warning",
  why: "A btree finds values by how they begin. For what is inside, Postgres reads and takes apart every row of the table.",
  fineWhen: "The table stays small or the search is rare.",
  instead:
    "GIN: with gin_trgm_ops (extension pg_trgm) for LIKE and ILIKE, on a tsvector column for words, on jsonb and arrays for @>.",
  reference: "https://www.postgresql.org/docs/current/textsearch-indexes.html",
  *detect(facts, { smallRows, indexCalls }) {
    const spoken = new Set<string>();
    for (const { search, table, source, calls } of searches(facts)) {
      const { rows } = tableFacts(facts, table);
      const key = `${table} ${search.columns.join()}`;
      if (rows < smallRows || (calls !== null && calls < indexCalls) || spoken.has(key)) continue;
      if (search.columns.every((column) => isServed(facts, table, column))) continue;
      spoken.add(key);
      const names = search.columns.join(", ");
      const fix = fixOf(facts, table, search);
      yield {
        confidence: calls === null ? "medium" : "high",
        object: search.columns.length === 1 ? columnId(table, search.columns[0] ?? "") : table,
        message: `${calls === null ? `${source.name} ${String(source.value)}` : source.name} searches inside ${shortName(table)} (${names}) and no index can help, so that all rows are read; ${howOf(facts, search)}.`,
        evidence: [
          source,
          { name: "rows", value: rows, unit: "rows" },
          ...(calls === null ? [] : [{ name: "calls", value: calls, unit: "calls" } as const]),
        ],
        ...(fix && { fix }),
      };
    }
    for (const { id, columns } of tablesOf(facts)) {
      for (const { name, type } of columns) {
        if (type !== "tsvector" || spoken.has(`${id} ${name}`) || isServed(facts, id, name)) continue;
        const { rows } = tableFacts(facts, id);
        if (rows < smallRows) continue;
        yield {
          confidence: "high",
          object: columnId(id, name),
          message: `${shortName(id)}.${name} is a tsvector without a GIN index, so that each search reads all rows; create one.`,
          evidence: [{ name: "rows", value: rows, unit: "rows" }],
          fix: createIndexFix(facts, { table: id, keys: [{ text: name }], method: "gin" }),
        };
      }
    }
  },
};

interface Found {
  readonly search: TextSearch;
  readonly table: ObjectId;
  readonly source: Evidence;
  /** Null: a view or a function, whose calls nobody counts. */
  readonly calls: number | null;
}

function searches({ statements, stored }: AdviceFacts): readonly Found[] {
  const counted = statements.flatMap(({ text, calls, scans }) =>
    scans.scans.flatMap(({ table, searches: own }) =>
      own.map((search): Found => ({
        search,
        table,
        calls,
        source: { name: "A statement", value: excerpt(text) },
      })),
    ),
  );
  const written = stored.flatMap(({ object, scans }) =>
    scans.scans.flatMap(({ table, searches: own }) =>
      own.map((search): Found => ({
        search,
        table,
        calls: null,
        source: { name: capitalised(object.split(" ")[0] ?? ""), value: shortName(object) },
      })),
    ),
  );
  return [...counted, ...written];
}

/** Whether a column is in an index of a kind that looks inside of values. */
function isServed(facts: AdviceFacts, table: ObjectId, column: string): boolean {
  const mentions = ({ keys }: Index) =>
    keys.some(({ text }) => new RegExp(`(?<![\\w])${escaped(column)}(?![\\w])`, "u").test(text));
  return indexesOf(facts, table).some(
    (index) => index.valid && ["gin", "gist", "rum"].includes(index.method) && mentions(index),
  );
}

function fixOf(facts: AdviceFacts, table: ObjectId, { by, column }: TextSearch): AdviceFix | undefined {
  if (column === undefined) return undefined;
  const type = columnOfTable(facts.catalog, table, column)?.type ?? "";
  if (by === "contains" || type === "tsvector")
    return createIndexFix(facts, { table, keys: [{ text: column }], method: "gin" });
  const schema = trigramSchema(facts);
  if (by !== "pattern" || schema === undefined) return undefined;
  return createIndexFix(facts, {
    table,
    keys: [{ text: column, operatorClass: `${schema}.gin_trgm_ops` }],
    method: "gin",
  });
}

function howOf(facts: AdviceFacts, { by, column }: TextSearch): string {
  if (by === "contains") return "create a GIN index";
  if (by === "fullText") return "keep a tsvector column with a GIN index";
  if (trigramSchema(facts) === undefined)
    return "create the extension pg_trgm and a GIN index with gin_trgm_ops, or search a tsvector";
  return column === undefined
    ? "create a GIN index with gin_trgm_ops on the searched expression"
    : "create a GIN index with gin_trgm_ops";
}

function trigramSchema({ catalog }: AdviceFacts): string | undefined {
  const extension = [...catalog.objects.values()].find(
    (object) => object.kind === "extension" && object.name === "pg_trgm",
  );
  return extension?.kind === "extension" ? extension.schema : undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function capitalised(word: string): string {
  const plain = word.replace(/([A-Z])/g, " $1").toLowerCase();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}
