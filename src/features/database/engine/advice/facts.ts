import type { Catalog, Constraint, Index, ObjectId, Policy, Table } from "../catalog/model.ts";
import { sortedCatalog } from "./sortedCatalog.ts";
import type { StatementScans } from "./statements/scan.ts";

/** What is known of a database at one moment: its structure, and what its statistics have counted. */
export interface AdviceFacts {
  readonly catalog: Catalog;
  /** ms since 1970. */
  readonly now: number;
  /** Since when the statistics count, at the latest, in ms since 1970. */
  readonly countedSince: number;
  readonly tables: ReadonlyMap<ObjectId, TableFacts>;
  readonly indexes: ReadonlyMap<ObjectId, IndexFacts>;
  /** By id of the column: "column public.orders.total". Absent: never analyzed, or not for this role. */
  readonly columns: ReadonlyMap<ObjectId, ColumnFacts>;
  readonly sequences: readonly SequenceFacts[];
  /** Of pg_stat_statements, those that took the most time; empty when it is not there. */
  readonly statements: readonly Statement[];
  /** Queries that stand in views and SQL functions. */
  readonly stored: readonly StoredQuery[];
  /** One sentence for each thing that could not be looked at. */
  readonly unseen: readonly string[];
}

/** Counters of a table; times in ms since 1970, null: never. */
export interface TableFacts {
  /** As the planner or the statistics estimate it. */
  readonly rows: number;
  readonly bytes: number;
  readonly pages: number;
  readonly allVisiblePages: number;
  readonly sequentialScans: number;
  readonly sequentialRows: number;
  readonly indexScans: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly dead: number;
  readonly changedSinceAnalyze: number;
  readonly vacuumed: number | null;
  readonly analyzed: number | null;
  /** Transactions since it was frozen. */
  readonly transactionAge: number;
}

export interface IndexFacts {
  readonly scans: number;
  /** Since major 16. */
  readonly lastScan: number | null;
  readonly bytes: number;
  readonly pages: number;
  readonly entries: number;
  /** Of its keys, as oids in text. */
  readonly collations: string;
  readonly beingBuilt: boolean;
}

export interface ColumnFacts {
  readonly nullShare: number;
  /** Bytes of a value, on average. */
  readonly width: number;
  /** Estimated number of values; negative: as a share of the rows. */
  readonly distinct: number;
  /** Shares of the most common values, by value as text. */
  readonly common: ReadonlyMap<string, number>;
}

export interface SequenceFacts {
  readonly sequence: ObjectId;
  /** Null: never used, or not for this role. */
  readonly last: number | null;
  readonly max: number;
  readonly cycles: boolean;
  readonly ascending: boolean;
  /** The column that it numbers. */
  readonly column: { readonly table: ObjectId; readonly name: string } | null;
}

/** A statement of pg_stat_statements; times in ms. */
export interface Statement {
  readonly text: string;
  readonly calls: number;
  readonly totalTime: number;
  readonly meanTime: number;
  readonly rows: number;
  readonly scans: StatementScans;
}

export interface StoredQuery {
  readonly object: ObjectId;
  readonly scans: StatementScans;
}

const nothing: TableFacts = {
  rows: 0,
  bytes: 0,
  pages: 0,
  allVisiblePages: 0,
  sequentialScans: 0,
  sequentialRows: 0,
  indexScans: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
  dead: 0,
  changedSinceAnalyze: 0,
  vacuumed: null,
  analyzed: null,
  transactionAge: 0,
};

/** Tables that hold rows or partitions of this database, foreign ones left out. */
export function tablesOf({ catalog }: Pick<AdviceFacts, "catalog">): readonly Table[] {
  return sortedCatalog(catalog).tables;
}

export function indexesOf({ catalog }: Pick<AdviceFacts, "catalog">, table?: ObjectId): readonly Index[] {
  const { indexes, indexesOf: byTable } = sortedCatalog(catalog);
  return table === undefined ? indexes : (byTable.get(table) ?? []);
}

export function constraintsOf({ catalog }: Pick<AdviceFacts, "catalog">): readonly Constraint[] {
  return sortedCatalog(catalog).constraints;
}

export function partitionsOf({ catalog }: Pick<AdviceFacts, "catalog">, table: ObjectId): readonly Table[] {
  return sortedCatalog(catalog).partitionsOf.get(table) ?? [];
}

export function policiesOf({ catalog }: Pick<AdviceFacts, "catalog">, table: ObjectId): readonly Policy[] {
  return sortedCatalog(catalog).policiesOf.get(table) ?? [];
}

/** The indexes of partitions that an index of a partitioned table consists of. */
function partsOf({ catalog }: Pick<AdviceFacts, "catalog">, index: Index): readonly Index[] {
  return sortedCatalog(catalog).indexParts.get(index.id) ?? [];
}

/** The counters of a table, with those of its partitions. */
export function tableFacts(facts: AdviceFacts, table: ObjectId): TableFacts {
  const own = facts.tables.get(table) ?? nothing;
  const object = facts.catalog.objects.get(table);
  if (object?.kind !== "table" || object.partitionKey === null) return own;
  return partitionsOf(facts, table)
    .map(({ id }) => tableFacts(facts, id))
    .reduce(add, { ...nothing, vacuumed: own.vacuumed, analyzed: own.analyzed });
}

function add(sum: TableFacts, part: TableFacts): TableFacts {
  return {
    rows: sum.rows + part.rows,
    bytes: sum.bytes + part.bytes,
    pages: sum.pages + part.pages,
    allVisiblePages: sum.allVisiblePages + part.allVisiblePages,
    sequentialScans: sum.sequentialScans + part.sequentialScans,
    sequentialRows: sum.sequentialRows + part.sequentialRows,
    indexScans: sum.indexScans + part.indexScans,
    inserted: sum.inserted + part.inserted,
    updated: sum.updated + part.updated,
    deleted: sum.deleted + part.deleted,
    dead: sum.dead + part.dead,
    changedSinceAnalyze: sum.changedSinceAnalyze + part.changedSinceAnalyze,
    vacuumed: sum.vacuumed,
    analyzed: sum.analyzed,
    transactionAge: Math.max(sum.transactionAge, part.transactionAge),
  };
}

/** How often an index was used; that of a partitioned table as often as its parts together. */
export function indexScans(facts: AdviceFacts, index: Index): number {
  if (!index.partitioned) return facts.indexes.get(index.id)?.scans ?? 0;
  return partsOf(facts, index).reduce((sum, part) => sum + indexScans(facts, part), 0);
}

/** Bytes of an index with its parts. */
export function indexBytes(facts: AdviceFacts, index: Index): number {
  if (!index.partitioned) return facts.indexes.get(index.id)?.bytes ?? 0;
  return partsOf(facts, index).reduce((sum, part) => sum + indexBytes(facts, part), 0);
}
