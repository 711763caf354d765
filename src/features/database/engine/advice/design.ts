import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { ObjectId, Table } from "../catalog/model.ts";
import { type AdviceFacts, indexesOf, partitionsOf } from "./facts.ts";
import type { AdviceFix, DesignedKey, FixStatement, IndexDesign, IndexKind } from "./finding.ts";
import { shortName, unquoted } from "./names.ts";

export interface IndexWish {
  readonly table: ObjectId;
  readonly keys: readonly DesignedKey[];
  readonly included?: readonly string[];
  readonly predicate?: string | null;
  /** btree unless said. */
  readonly method?: string;
}

/** The migration that creates an index without holding up writes, and the one that takes it away. */
export function createIndexFix(facts: AdviceFacts, wish: IndexWish): AdviceFix {
  const { table, keys, included = [], predicate = null, method = "btree" } = wish;
  const design: IndexDesign = {
    table,
    keys,
    included,
    predicate,
    method,
    name: freeName(facts, table, keys.map(wordOf)),
  };
  const described = keys.map(wordOf).join(", ");
  return {
    kind: kindOf(design),
    what: `index ${shortName(table)} by ${described}`,
    up: createStatements(facts, design),
    down: [drop(facts, table, design.name)],
    index: design,
  };
}

/** The migration that drops an index without holding up the table, and the one that brings it back. */
export function dropIndexFix(
  facts: AdviceFacts,
  index: {
    readonly id: ObjectId;
    readonly table: ObjectId;
    readonly name: string;
    readonly definition: string;
  },
): AdviceFix {
  const partitioned = isPartitioned(facts, index.table);
  return {
    kind: "drop",
    what: `drop index ${shortName(index.id)}`,
    up: [
      partitioned
        ? { sql: `drop index ${sqlNameOf(index.id)}`, transaction: "inside" }
        : { sql: `drop index concurrently ${sqlNameOf(index.id)}`, transaction: "outside" },
    ],
    down: [
      partitioned
        ? { sql: index.definition.replace(" ON ONLY ", " ON "), transaction: "inside" }
        : concurrently(index.definition),
    ],
  };
}

/** A CREATE INDEX as the catalog prints it, in the form that lets writes go on. */
export function concurrently(definition: string): FixStatement {
  return {
    sql: definition.replace(
      /^CREATE (UNIQUE )?INDEX /,
      (_, unique: string | undefined) => `create ${unique === undefined ? "" : "unique "}index concurrently `,
    ),
    transaction: "outside",
  };
}

export function kindOf({ keys, included, predicate }: IndexDesign): IndexKind {
  if (predicate !== null) return "partial";
  if (included.length > 0) return "covering";
  return keys.length > 1 ? "composite" : "single";
}

/** CREATE INDEX as text; without CONCURRENTLY it can also be tried on a shadow. */
export function createIndexSql(
  design: IndexDesign,
  { online = true, only = false, table = design.table, name = design.name } = {},
): string {
  const { keys, included, predicate, method } = design;
  const using = method === "btree" ? "" : ` using ${method}`;
  const include = included.length === 0 ? "" : ` include (${included.map(quoteIdent).join(", ")})`;
  const where = predicate === null ? "" : ` where ${predicate}`;
  return `create index ${online ? "concurrently " : ""}${quoteIdent(name)} on ${only ? "only " : ""}${sqlNameOf(table)}${using} (${keys.map(keySql).join(", ")})${include}${where}`;
}

/**
 * Postgres cannot index a partitioned table concurrently as a whole: the parent gets an index of its own, which
 * becomes valid once those of all partitions are attached.
 */
function createStatements(facts: AdviceFacts, design: IndexDesign): readonly FixStatement[] {
  if (!isPartitioned(facts, design.table)) return [{ sql: createIndexSql(design), transaction: "outside" }];
  const words = design.keys.map(wordOf);
  const build = (table: ObjectId, name: string): readonly FixStatement[] => {
    if (!isPartitioned(facts, table))
      return [{ sql: createIndexSql(design, { table, name }), transaction: "outside" }];
    const parts = partitionsOf(facts, table).flatMap((partition) => {
      const part = freeName(facts, partition.id, words);
      const attach = `alter index ${inSchemaOf(facts, table, name)} attach partition ${inSchemaOf(facts, partition.id, part)}`;
      return [...build(partition.id, part), { sql: attach, transaction: "inside" as const }];
    });
    const parent = createIndexSql(design, { table, name, only: true, online: false });
    return [{ sql: parent, transaction: "inside" }, ...parts];
  };
  return build(design.table, design.name);
}

function drop(facts: AdviceFacts, table: ObjectId, name: string): FixStatement {
  const qualifiedName = inSchemaOf(facts, table, name);
  return isPartitioned(facts, table)
    ? { sql: `drop index ${qualifiedName}`, transaction: "inside" }
    : { sql: `drop index concurrently ${qualifiedName}`, transaction: "outside" };
}

function isPartitioned({ catalog }: AdviceFacts, table: ObjectId): boolean {
  const object = catalog.objects.get(table);
  return object?.kind === "table" && object.partitionKey !== null;
}

function inSchemaOf({ catalog }: AdviceFacts, table: ObjectId, name: string): string {
  const { schema } = catalog.objects.get(table) as Table;
  return `${quoteIdent(schema)}.${quoteIdent(name)}`;
}

function keySql({ text, isExpression, descending, operatorClass }: DesignedKey): string {
  const key = isExpression === true ? `(${text})` : quoteIdent(text);
  return `${key}${operatorClass === undefined ? "" : ` ${operatorClass}`}${descending === true ? " desc" : ""}`;
}

function wordOf({ text, isExpression }: DesignedKey): string {
  return isExpression === true ? "expression" : text;
}

const maxBytes = 63;

/** A name that follows Postgres' habit and that nothing in the schema has yet. */
function freeName(facts: AdviceFacts, table: ObjectId, words: readonly string[]): string {
  const { schema, name } = facts.catalog.objects.get(table) as Table;
  const taken = new Set(
    indexesOf(facts)
      .filter((index) => index.schema === schema)
      .map((index) => unquoted(index.name)),
  );
  for (let number = 0; ; number++) {
    const ending = number === 0 ? "_idx" : `_idx${String(number)}`;
    const candidate = `${cut([name, ...words].join("_"), maxBytes - ending.length)}${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Names count bytes, and no character may be torn. */
function cut(text: string, bytes: number): string {
  let result = "";
  for (const character of text) {
    if (Buffer.byteLength(result + character) > bytes) break;
    result += character;
  }
  return result;
}
