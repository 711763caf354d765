/**
 * Names an object in a database: its kind and its name as SQL, such as `table public.orders`,
 * `column public.orders.id`, `constraint public.orders.orders_pkey` or `function public.total(integer, text)`.
 */
export type ObjectId = string;

/** What a catalog holds: everything that Postgres knows of a database's structure, at one moment. */
export interface Catalog {
  readonly server: ServerFacts;
  /** All objects but columns, which live in their tables; ordered by kind, then name. */
  readonly objects: ReadonlyMap<ObjectId, CatalogObject>;
  /** What each object or column refers to, by pg_depend: dependent → referenced. */
  readonly dependencies: ReadonlyMap<ObjectId, ReadonlySet<ObjectId>>;
  /** Objects that exist and that this model leaves out, by kind and name; nothing is dropped silently. */
  readonly unmodelled: readonly UnmodelledObject[];
}

export interface ServerFacts {
  /** 14, 18 … */
  readonly major: number;
  /** As the server says it: "18.4". */
  readonly version: string;
  readonly database: string;
  /** The role that read the catalog. */
  readonly user: string;
}

export interface UnmodelledObject {
  readonly kind: string;
  readonly name: string;
}

/** A right, to a role or to PUBLIC (null). */
export interface Grant {
  readonly grantee: string | null;
  readonly privilege: string;
  readonly grantable: boolean;
}

/** Rights as they differ from what Postgres gives to a new object of that kind and owner. */
export interface Privileges {
  readonly granted: readonly Grant[];
  readonly revoked: readonly Grant[];
}

interface Described {
  readonly comment: string | null;
}

interface Owned extends Described {
  readonly owner: string;
}

interface Granted extends Owned {
  readonly privileges: Privileges;
}

interface Named {
  readonly id: ObjectId;
  readonly name: string;
}

interface InSchema extends Named {
  readonly schema: string;
}

interface OnTable extends InSchema, Described {
  /** The table, view or foreign table that it belongs to. */
  readonly table: ObjectId;
}

/** Storage parameters or options, by name: `["fillfactor", "70"]`. */
export type StorageParameters = readonly (readonly [name: string, value: string])[];

export interface Schema extends Named, Granted {
  readonly kind: "schema";
}

export interface Extension extends Named, Described {
  readonly kind: "extension";
  readonly schema: string;
  readonly version: string;
}

export interface Table extends InSchema, Granted {
  readonly kind: "table";
  readonly columns: readonly Column[];
  readonly unlogged: boolean;
  /** `RANGE (created_at)`, for a partitioned table. */
  readonly partitionKey: string | null;
  readonly partitionOf: { readonly parent: ObjectId; readonly bound: string } | null;
  /** Parents by INHERITS, in order. */
  readonly inherits: readonly ObjectId[];
  readonly storage: StorageParameters;
  readonly toastStorage: StorageParameters;
  /** The table access method; null: heap, or a partitioned table that says none. */
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  readonly replicaIdentity: "default" | "full" | "nothing" | "index";
  /** The composite type of a typed table (`OF type`). */
  readonly ofType: string | null;
  /** For a foreign table. */
  readonly foreign: { readonly server: string; readonly options: StorageParameters } | null;
}

export interface Column extends Described {
  readonly name: string;
  /** `character varying(20)`, qualified where it is not built in. */
  readonly type: string;
  /** Qualified; null: the default of the type. */
  readonly collation: string | null;
  readonly nullable: boolean;
  /** The named NOT NULL constraint of majors 18 and later. */
  readonly notNull: NotNull | null;
  readonly default: string | null;
  readonly generated: Generated | null;
  readonly identity: Identity | null;
  /** `plain`, `external`, `extended`, `main`; null: the default of the type. */
  readonly storage: string | null;
  /** `pglz`, `lz4`; null: the server's default. */
  readonly compression: string | null;
  readonly statisticsTarget: number | null;
  /** Such as n_distinct. */
  readonly options: StorageParameters;
  readonly foreignOptions: StorageParameters;
  /** False for a column that only comes from a parent. */
  readonly local: boolean;
  readonly inheritCount: number;
  readonly privileges: Privileges;
}

export interface NotNull extends Described {
  readonly name: string;
  readonly validated: boolean;
  readonly noInherit: boolean;
}

export interface Generated {
  readonly expression: string;
  readonly stored: boolean;
}

export interface SequenceOptions {
  /** `smallint`, `integer` or `bigint`. */
  readonly dataType: string;
  /** Decimal text: 64 bits do not fit in a number. */
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
}

export interface Identity extends SequenceOptions {
  readonly always: boolean;
  /** Qualified name of the sequence behind it. */
  readonly sequence: string;
}

/** A column of a view. */
export interface ViewColumn extends Described {
  readonly name: string;
  readonly type: string;
  readonly default: string | null;
  readonly privileges: Privileges;
  readonly statisticsTarget: number | null;
}

export interface View extends InSchema, Granted {
  readonly kind: "view";
  readonly columns: readonly ViewColumn[];
  readonly definition: string;
  /** security_invoker, security_barrier, check_option. */
  readonly options: StorageParameters;
}

export interface MaterializedView extends InSchema, Granted {
  readonly kind: "materializedView";
  readonly columns: readonly ViewColumn[];
  readonly definition: string;
  readonly storage: StorageParameters;
  readonly toastStorage: StorageParameters;
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  readonly populated: boolean;
}

export interface Sequence extends InSchema, Granted, SequenceOptions {
  readonly kind: "sequence";
  readonly unlogged: boolean;
  /** The column that it is dropped with. */
  readonly ownedBy: ObjectId | null;
}

export interface IndexKey {
  /** A column's name as SQL, or an expression. */
  readonly text: string;
  readonly isExpression: boolean;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  /** Qualified where it is not built in. */
  readonly operatorClass: string;
  readonly defaultOperatorClass: boolean;
}

export interface Index extends OnTable {
  readonly kind: "index";
  /** The whole CREATE INDEX, by pg_get_indexdef. */
  readonly definition: string;
  readonly method: string;
  readonly keys: readonly IndexKey[];
  /** Names of columns that are only carried along (INCLUDE). */
  readonly included: readonly string[];
  readonly predicate: string | null;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  readonly valid: boolean;
  readonly clustered: boolean;
  /** It is the table's REPLICA IDENTITY. */
  readonly replicaIdentity: boolean;
  /** The constraint that owns it. */
  readonly constraint: ObjectId | null;
  /** The index of the partitioned table that it is attached to. */
  readonly parent: ObjectId | null;
  /** It belongs to a partitioned table, and holds no rows itself. */
  readonly partitioned: boolean;
  readonly tablespace: string | null;
  readonly storage: StorageParameters;
  /** Statistics targets of expression columns, by their number. */
  readonly statisticsTargets: readonly (readonly [column: number, target: number])[];
}

export type ConstraintType = "primaryKey" | "unique" | "foreignKey" | "check" | "exclude";

export interface Constraint extends OnTable {
  readonly kind: "constraint";
  readonly type: ConstraintType;
  /** What follows ADD CONSTRAINT name, by pg_get_constraintdef. */
  readonly definition: string;
  readonly columns: readonly string[];
  readonly references: { readonly table: ObjectId; readonly columns: readonly string[] } | null;
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  /** False when it only comes from a parent. */
  readonly local: boolean;
  /** The index that enforces it (primary key, unique, exclude) or that it refers to (foreign key). */
  readonly index: ObjectId | null;
}

export type Firing = "origin" | "disabled" | "replica" | "always";

export interface Trigger extends OnTable {
  readonly kind: "trigger";
  readonly definition: string;
  readonly enabled: Firing;
}

export interface Rule extends OnTable {
  readonly kind: "rule";
  readonly definition: string;
  readonly enabled: Firing;
}

export interface Policy extends OnTable {
  readonly kind: "policy";
  readonly permissive: boolean;
  readonly command: "all" | "select" | "insert" | "update" | "delete";
  /** Empty: PUBLIC. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

export interface ExtendedStatistics extends OnTable, Owned {
  readonly kind: "statistics";
  readonly definition: string;
  readonly target: number | null;
}

/** A function or a procedure. */
export interface Routine extends InSchema, Granted {
  readonly kind: "function" | "procedure";
  /** Types of the input arguments, as DROP FUNCTION takes them. */
  readonly signature: string;
  /** Arguments with their names and modes, without defaults. */
  readonly identityArguments: string;
  readonly defaultCount: number;
  readonly result: string | null;
  readonly language: string;
  readonly volatility: "immutable" | "stable" | "volatile";
  /** The whole CREATE OR REPLACE, by pg_get_functiondef. */
  readonly definition: string;
}

export interface Aggregate extends InSchema, Granted {
  readonly kind: "aggregate";
  readonly signature: string;
  /** What stands between the parentheses after the name. */
  readonly arguments: string;
  /** `sfunc = …, stype = …`, one a line. */
  readonly definition: string;
}

export interface EnumType extends InSchema, Granted {
  readonly kind: "enum";
  readonly labels: readonly string[];
}

export interface Domain extends InSchema, Granted {
  readonly kind: "domain";
  readonly type: string;
  readonly collation: string | null;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly constraints: readonly DomainConstraint[];
}

export interface DomainConstraint extends Described {
  readonly name: string;
  readonly definition: string;
  readonly validated: boolean;
}

export interface CompositeType extends InSchema, Granted {
  readonly kind: "composite";
  readonly attributes: readonly Attribute[];
}

export interface Attribute extends Described {
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
}

export interface RangeType extends InSchema, Granted {
  readonly kind: "range";
  /** `subtype = …, subtype_opclass = …` and so on. */
  readonly definition: string;
}

export interface Collation extends InSchema, Owned {
  readonly kind: "collation";
  /** `provider = icu, locale = …`. */
  readonly definition: string;
}

export interface EventTrigger extends Named, Owned {
  readonly kind: "eventTrigger";
  readonly event: string;
  readonly tags: readonly string[];
  /** Qualified. */
  readonly function: string;
  readonly enabled: Firing;
}

export interface Publication extends Named, Owned {
  readonly kind: "publication";
  readonly allTables: boolean;
  readonly schemas: readonly string[];
  readonly tables: readonly PublishedTable[];
  /** `insert, update, delete, truncate`. */
  readonly publish: string;
  readonly viaPartitionRoot: boolean;
  /** `none` or `stored`; majors 18 and later. */
  readonly generatedColumns: string | null;
}

export interface PublishedTable {
  readonly table: ObjectId;
  readonly columns: readonly string[] | null;
  readonly where: string | null;
}

export interface DefaultPrivileges extends Named {
  readonly kind: "defaultPrivileges";
  readonly role: string;
  /** Null: every schema. */
  readonly schema: string | null;
  readonly objectType: "tables" | "sequences" | "functions" | "types" | "schemas" | "large objects";
  readonly privileges: Privileges;
}

export interface ForeignDataWrapper extends Named, Granted {
  readonly kind: "foreignDataWrapper";
  readonly handler: string | null;
  readonly validator: string | null;
  readonly options: StorageParameters;
}

export interface ForeignServer extends Named, Granted {
  readonly kind: "foreignServer";
  readonly wrapper: string;
  readonly type: string | null;
  readonly version: string | null;
  readonly options: StorageParameters;
}

export type CatalogObject =
  | Schema
  | Extension
  | Table
  | View
  | MaterializedView
  | Sequence
  | Index
  | Constraint
  | Trigger
  | Rule
  | Policy
  | ExtendedStatistics
  | Routine
  | Aggregate
  | EnumType
  | Domain
  | CompositeType
  | RangeType
  | Collation
  | EventTrigger
  | Publication
  | DefaultPrivileges
  | ForeignDataWrapper
  | ForeignServer;

export type ObjectKind = CatalogObject["kind"];

export type ObjectOf<Kind extends ObjectKind> = Extract<CatalogObject, { readonly kind: Kind }>;
