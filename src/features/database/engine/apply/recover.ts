import type { Node, RangeVar } from "libpg-query";
import { qualified, quoteIdent } from "../catalog/identifiers.ts";
import type { SqlClient } from "../catalog/sqlClient.ts";
import type { MigrationStatement } from "../migrations/migration.ts";
import type { MigrationSession } from "./ports.ts";

/** What is left of a statement that was begun outside a transaction: whether it has to run, and as what. */
export type Recovery = { readonly kind: "done" } | { readonly kind: "run"; readonly sql: string };

interface IndexRow {
  readonly oid: string;
  readonly name: string;
  readonly valid: boolean;
}

/** Indexes of the table that a statement builds an index on, as oids; to tell later which one it left. */
export async function indexesOfTable(
  client: SqlClient,
  { node }: MigrationStatement,
): Promise<readonly string[]> {
  const relation = indexedRelation(node);
  return relation === undefined ? [] : (await indexes(client, relation)).map(({ oid }) => oid);
}

/**
 * Finds out how far a statement came that may have been interrupted, and cleans up what it left: an index that was
 * not finished is dropped, a detached partition is finalized.
 */
export async function recover(
  session: MigrationSession,
  statement: MigrationStatement,
  indexesBefore: readonly string[],
): Promise<Recovery> {
  const { node, text } = statement;
  const again: Recovery = { kind: "run", sql: text };
  const relation = indexedRelation(node);
  if (relation !== undefined) {
    const left = (await indexes(session, relation)).filter(({ oid }) => !indexesBefore.includes(oid));
    const finished = left.some(({ valid }) => valid);
    for (const { name } of left.filter(({ valid }) => !valid))
      await session.run(`drop index concurrently if exists ${name}`);
    return finished && "IndexStmt" in node ? { kind: "done" } : again;
  }
  if ("DropStmt" in node) return (await anyExists(session, node)) ? again : { kind: "done" };
  const detached = detachedPartition(node);
  if (detached) return await recoverDetach(session, detached, again);
  return again;
}

/** Drops the unfinished index of a statement that failed; the names of those that could not be dropped. */
export async function dropUnfinished(
  session: MigrationSession,
  { node }: MigrationStatement,
  indexesBefore: readonly string[],
): Promise<readonly string[]> {
  const relation = indexedRelation(node);
  if (relation === undefined) return [];
  const left: string[] = [];
  const unfinished = (await indexes(session, relation)).filter(
    ({ oid, valid }) => !valid && !indexesBefore.includes(oid),
  );
  for (const { name } of unfinished) {
    try {
      await session.run(`drop index concurrently if exists ${name}`);
    } catch {
      left.push(name);
    }
  }
  return left;
}

/** The table of CREATE INDEX CONCURRENTLY and REINDEX TABLE CONCURRENTLY, as a name for to_regclass. */
function indexedRelation(node: Node): string | undefined {
  if ("IndexStmt" in node) return nameOf(node.IndexStmt.relation);
  if ("ReindexStmt" in node) return nameOf(node.ReindexStmt.relation);
  return undefined;
}

function nameOf(relation: RangeVar | undefined): string | undefined {
  const { schemaname, relname } = relation ?? {};
  if (relname === undefined) return undefined;
  return schemaname === undefined ? quoteIdent(relname) : qualified(schemaname, relname);
}

async function indexes(client: SqlClient, relation: string): Promise<readonly IndexRow[]> {
  const { rows } = await client.query(
    `select i.indexrelid::text as oid, i.indisvalid and i.indisready as valid,
            quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
     from pg_catalog.pg_index i
     join pg_catalog.pg_class c on c.oid = i.indexrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where i.indrelid = to_regclass($1)
        or i.indrelid = (select indrelid from pg_catalog.pg_index where indexrelid = to_regclass($1))`,
    [relation],
  );
  return rows as readonly IndexRow[];
}

async function anyExists(client: SqlClient, node: Extract<Node, { DropStmt: unknown }>): Promise<boolean> {
  for (const object of node.DropStmt.objects ?? []) {
    const name = dottedName(object);
    const { rows } = await client.query("select from pg_catalog.pg_class where oid = to_regclass($1)", [
      name,
    ]);
    if (rows.length > 0) return true;
  }
  return false;
}

function dottedName(object: Node): string {
  if (!("List" in object)) return "";
  return (object.List.items ?? [])
    .flatMap((item) =>
      "String" in item && item.String.sval !== undefined ? quoteIdent(item.String.sval) : [],
    )
    .join(".");
}

interface Detached {
  readonly parent: string;
  readonly partition: string;
}

function detachedPartition(node: Node): Detached | undefined {
  if (!("AlterTableStmt" in node)) return undefined;
  const [command] = node.AlterTableStmt.cmds ?? [];
  if (!command || !("AlterTableCmd" in command) || command.AlterTableCmd.subtype !== "AT_DetachPartition")
    return undefined;
  const { def } = command.AlterTableCmd;
  const parent = nameOf(node.AlterTableStmt.relation);
  const partition = def && "PartitionCmd" in def ? nameOf(def.PartitionCmd.name) : undefined;
  return parent === undefined || partition === undefined ? undefined : { parent, partition };
}

async function recoverDetach(
  client: SqlClient,
  { parent, partition }: Detached,
  again: Recovery,
): Promise<Recovery> {
  const { rows } = await client.query(
    "select inhdetachpending as pending from pg_catalog.pg_inherits where inhrelid = to_regclass($1)",
    [partition],
  );
  const [row] = rows as readonly { readonly pending: boolean }[];
  if (!row) return { kind: "done" };
  return row.pending
    ? { kind: "run", sql: `alter table ${parent} detach partition ${partition} finalize` }
    : again;
}
