import { quoteIdent, quoteLiteral } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Constraint, Index, Privileges, Table } from "../catalog/model.ts";
import { createStatements, indexDefinition, validatedDefinition } from "../ddl/create.ts";
import {
  commentStatement,
  grantTarget,
  noPrivileges,
  ownerStatement,
  parameterList,
  privilegeStatements,
  role,
} from "../ddl/metadata.ts";
import { target } from "../ddl/names.ts";
import { createTable, tableSettings } from "../ddl/table.ts";
import { columnMetadata, validate } from "./columns.ts";
import { holdsRows, tableIn } from "./context.ts";
import type { PlanContext } from "./context.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** The statements that create an object with owner, rights, comment and settings. */
export function creation(object: CatalogObject, context: PlanContext): DraftStep[] {
  const own =
    object.kind === "index"
      ? createIndex(object, context)
      : createStatements(object, context).map((sql) => onTable(object, sql));
  return [...own, ...settings(object), ...metadata(object, context)];
}

/** Statements on a table take a lock there. */
function onTable(object: CatalogObject, sql: string): DraftStep {
  if (!("table" in object)) return plain(sql);
  const lock = { trigger: "SHARE ROW EXCLUSIVE", statistics: "SHARE UPDATE EXCLUSIVE" } as const;
  return locked(sql, object.table, lock[object.kind as keyof typeof lock] ?? "ACCESS EXCLUSIVE");
}

/** A table with the constraints that stand on their own; the others follow when what they need exists. */
export function tableCreation(
  table: Table,
  inline: readonly Constraint[],
  withoutDefault: ReadonlySet<string>,
  context: PlanContext,
): DraftStep[] {
  const { major } = context;
  const constraints = inline.map((constraint) => ({
    constraint,
    definition: validatedDefinition(constraint),
  }));
  const name = sqlNameOf(table.id);
  return [
    plain(createTable(table, { major, constraints, withoutDefault })),
    ...tableSettings(table).map((setting) => plain(`ALTER TABLE ${name} ${setting}`)),
    ...unvalidatedNotNulls(table, major),
    ...overriddenColumns(table),
    ...metadata(table, context),
    ...table.columns.flatMap((column) => columnMetadata(table.id, column)),
  ];
}

function unvalidatedNotNulls(table: Table, major: number): DraftStep[] {
  if (major < 18) return [];
  return table.columns.flatMap(({ name, notNull }) =>
    notNull === null || notNull.validated
      ? []
      : [
          plain(
            `ALTER TABLE ${sqlNameOf(table.id)} ADD CONSTRAINT ${quoteIdent(notNull.name)} NOT NULL ${quoteIdent(name)}${
              notNull.noInherit ? " NO INHERIT" : ""
            } NOT VALID`,
          ),
        ],
  );
}

/** What a child by INHERITS has beside what it got from its parent. */
function overriddenColumns(table: Table): DraftStep[] {
  if (table.inherits.length === 0) return [];
  return table.columns
    .filter(({ local, default: value }) => !local && value !== null)
    .map(({ name, default: value }) =>
      plain(
        `ALTER TABLE ONLY ${sqlNameOf(table.id)} ALTER COLUMN ${quoteIdent(name)} SET DEFAULT ${String(value)}`,
      ),
    );
}

/** CREATE INDEX: concurrently where rows are read and written meanwhile. */
export function createIndex(index: Index, context: PlanContext): DraftStep[] {
  const sql = indexDefinition(index);
  const table = context.to.catalog.objects.get(index.table);
  if (!isOnline(index, context)) {
    return [locked(sql, index.table, "SHARE", index.partitioned || !holdsRows(table) ? {} : { scans: true })];
  }
  return [
    {
      ...locked(
        sql.replace(/^CREATE (UNIQUE )?INDEX /, "CREATE $1INDEX CONCURRENTLY "),
        index.table,
        "SHARE UPDATE EXCLUSIVE",
        {
          scans: true,
          outside: true,
        },
      ),
      shadowSql: sql,
      note: `If it fails, it leaves an invalid index: drop ${index.name} and run it again.`,
    },
  ];
}

/** Whether the index is built while others read and write its table. */
export function isOnline(index: Index, context: PlanContext): boolean {
  const table = context.to.catalog.objects.get(index.table);
  return context.online && !index.partitioned && holdsRows(table) && !context.isNew(index.table);
}

/** A constraint on a table that exists already. */
export function constraintCreation(
  constraint: Constraint,
  context: PlanContext,
): { now: DraftStep[]; later: DraftStep[] } {
  const extra = [...settings(constraint), ...metadata(constraint, context)];
  const name = quoteIdent(constraint.name);
  const table = tableIn(context.to.catalog, constraint.table);
  const add = (definition: string) =>
    `ALTER TABLE ${table?.partitionKey != null && constraint.type !== "foreignKey" && constraint.type !== "check" ? "ONLY " : ""}${sqlNameOf(constraint.table)} ADD CONSTRAINT ${name} ${definition}`;
  const lock = constraint.type === "foreignKey" ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE";
  const fresh = context.isNew(constraint.table) || table?.partitionKey != null;
  const canWait =
    (constraint.type === "check" ||
      (constraint.type === "foreignKey" && (table?.partitionKey == null || context.major >= 18))) &&
    constraint.validated &&
    constraint.enforced;
  if (canWait && context.online && !context.isNew(constraint.table)) {
    return {
      now: [locked(`${add(constraint.definition)} NOT VALID`, constraint.table, lock), ...extra],
      later: [validate(constraint.table, name)],
    };
  }
  const index = uniqueIndexOf(constraint, context);
  if (index !== null && context.online && !fresh) {
    return { now: [...buildThenAdopt(constraint, index), ...extra], later: [] };
  }
  return {
    now: [
      locked(
        add(constraint.definition),
        constraint.table,
        lock,
        fresh ? {} : { scans: constraint.validated },
      ),
      ...extra,
    ],
    later: [],
  };
}

/** The index that a primary key or unique constraint can adopt: a plain btree one. */
function uniqueIndexOf({ type, index, definition }: Constraint, { to }: PlanContext): Index | null {
  const object = index === null ? undefined : to.catalog.objects.get(index);
  const adoptable = type === "primaryKey" || type === "unique";
  return adoptable && object?.kind === "index" && !definition.includes("WITHOUT OVERLAPS") ? object : null;
}

function buildThenAdopt(constraint: Constraint, index: Index): DraftStep[] {
  const build = indexDefinition(index);
  const timing =
    /( (?:NOT )?DEFERRABLE)?( INITIALLY (?:DEFERRED|IMMEDIATE))?$/.exec(constraint.definition)?.[0] ?? "";
  const kind = constraint.type === "primaryKey" ? "PRIMARY KEY" : "UNIQUE";
  const name = quoteIdent(constraint.name);
  return [
    {
      ...locked(
        build.replace("CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX CONCURRENTLY "),
        constraint.table,
        "SHARE UPDATE EXCLUSIVE",
        {
          scans: true,
          outside: true,
        },
      ),
      shadowSql: build,
      note: `If it fails, it leaves an invalid index: drop ${index.name} and run it again.`,
    },
    locked(
      `ALTER TABLE ${sqlNameOf(constraint.table)} ADD CONSTRAINT ${name} ${kind} USING INDEX ${name}${timing}`,
      constraint.table,
    ),
  ];
}

/** What CREATE cannot say of an index, a constraint, a trigger, a rule, a domain, an event trigger or a view. */
export function settings(object: CatalogObject): DraftStep[] {
  switch (object.kind) {
    case "index":
      return indexSettings(object);
    case "trigger":
    case "rule":
      return object.enabled === "origin" ? [] : [firing(object)];
    case "eventTrigger":
      return object.enabled === "origin"
        ? []
        : [plain(`ALTER EVENT TRIGGER ${quoteIdent(object.name)} ${words[object.enabled]}`)];
    case "domain":
      return domainSettings(object);
    case "view":
      return object.columns.flatMap(({ name, default: value }) =>
        value === null
          ? []
          : [
              plain(
                `ALTER VIEW ${sqlNameOf(object.id)} ALTER COLUMN ${quoteIdent(name)} SET DEFAULT ${value}`,
              ),
            ],
      );
    case "materializedView":
      return object.columns.flatMap(({ name, statisticsTarget }) =>
        statisticsTarget === null
          ? []
          : [
              plain(
                `ALTER MATERIALIZED VIEW ${sqlNameOf(object.id)} ALTER COLUMN ${quoteIdent(name)} SET STATISTICS ${statisticsTarget}`,
              ),
            ],
      );
    default:
      return [];
  }
}

const words = {
  origin: "ENABLE",
  disabled: "DISABLE",
  replica: "ENABLE REPLICA",
  always: "ENABLE ALWAYS",
} as const;

/** When a trigger or a rule fires. */
export function firing(object: Extract<CatalogObject, { kind: "trigger" | "rule" }>): DraftStep {
  const word = object.kind.toUpperCase();
  return locked(
    `ALTER TABLE ${sqlNameOf(object.table)} ${words[object.enabled]} ${word} ${quoteIdent(object.name)}`,
    object.table,
    object.kind === "trigger" ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE",
  );
}

function indexSettings(index: Index): DraftStep[] {
  const table = `ALTER TABLE ${sqlNameOf(index.table)}`;
  return [
    ...index.statisticsTargets.map(([column, value]) =>
      plain(`ALTER INDEX ${sqlNameOf(index.id)} ALTER COLUMN ${column} SET STATISTICS ${value}`),
    ),
    ...(index.clustered
      ? [locked(`${table} CLUSTER ON ${quoteIdent(index.name)}`, index.table, "SHARE UPDATE EXCLUSIVE")]
      : []),
    ...(index.replicaIdentity
      ? [locked(`${table} REPLICA IDENTITY USING INDEX ${quoteIdent(index.name)}`, index.table)]
      : []),
  ];
}

/** Settings of the index behind a constraint, which was created along with it. */
export function heldIndexSettings(index: Index): DraftStep[] {
  return [
    ...(index.storage.length === 0
      ? []
      : [plain(`ALTER INDEX ${sqlNameOf(index.id)} SET (${parameterList(index.storage)})`)]),
    ...(index.tablespace === null
      ? []
      : [plain(`ALTER INDEX ${sqlNameOf(index.id)} SET TABLESPACE ${quoteIdent(index.tablespace)}`)]),
    ...indexSettings(index),
    ...(index.comment === null ? [] : [plain(commentStatement(target(index), index.comment))]),
  ];
}

function domainSettings(domain: Extract<CatalogObject, { kind: "domain" }>): DraftStep[] {
  const name = sqlNameOf(domain.id);
  return domain.constraints.flatMap((constraint) => [
    ...(constraint.validated
      ? []
      : [
          plain(
            `ALTER DOMAIN ${name} ADD CONSTRAINT ${quoteIdent(constraint.name)} ${constraint.definition}`,
          ),
        ]),
    ...(constraint.comment === null
      ? []
      : [
          plain(
            commentStatement(
              `CONSTRAINT ${quoteIdent(constraint.name)} ON DOMAIN ${name}`,
              constraint.comment,
            ),
          ),
        ]),
  ]);
}

/** Owner, rights and comments of an object that was just created. */
export function metadata(object: CatalogObject, context: PlanContext): DraftStep[] {
  const { owners, privileges, comments } = context.diff.options;
  const steps: DraftStep[] = [];
  if (owners && "owner" in object && object.owner !== context.role) {
    steps.push(plain(ownerStatement(object, object.owner)));
  }
  if (privileges && "privileges" in object && object.kind !== "defaultPrivileges") {
    steps.push(...grants(object, object.privileges, context));
  }
  if (comments && "comment" in object && object.comment !== null) {
    steps.push(plain(commentStatement(target(object), object.comment)));
  }
  if (comments && (object.kind === "view" || object.kind === "materializedView")) {
    for (const { name, comment } of object.columns) {
      if (comment !== null)
        steps.push(plain(commentStatement(`COLUMN ${sqlNameOf(object.id)}.${quoteIdent(name)}`, comment)));
    }
  }
  if (privileges && (object.kind === "view" || object.kind === "materializedView")) {
    for (const { name, privileges: rights } of object.columns) {
      steps.push(
        ...privilegeStatements(grantTarget(object), noPrivileges, rights, name).map((sql) => plain(sql)),
      );
    }
  }
  if (comments && object.kind === "composite") {
    for (const { name, comment } of object.attributes) {
      if (comment !== null)
        steps.push(plain(commentStatement(`COLUMN ${sqlNameOf(object.id)}.${quoteIdent(name)}`, comment)));
    }
  }
  return steps;
}

const defaultKinds: Readonly<Record<string, string>> = {
  table: "tables",
  view: "tables",
  materializedView: "tables",
  sequence: "sequences",
  function: "functions",
  procedure: "functions",
  aggregate: "functions",
  enum: "types",
  domain: "types",
  composite: "types",
  range: "types",
  schema: "schemas",
};

/** Default privileges of the source reach what is created, so what they may have given is taken back first. */
function grants(object: CatalogObject, rights: Privileges, { diff }: PlanContext): DraftStep[] {
  const kind = defaultKinds[object.kind];
  const automatic = [...diff.from.objects.values()].flatMap((entry) =>
    entry.kind === "defaultPrivileges" &&
    entry.objectType === kind &&
    (entry.schema === null || ("schema" in object && entry.schema === object.schema))
      ? entry.privileges.granted.map(({ grantee }) => grantee)
      : [],
  );
  const on = grantTarget(object);
  return [
    ...[...new Set(automatic)].map((grantee) => plain(`REVOKE ALL ON ${on} FROM ${role(grantee)}`)),
    ...privilegeStatements(on, noPrivileges, rights).map((sql) => plain(sql)),
  ];
}

/** A label as SQL. */
export function label(text: string): string {
  return quoteLiteral(text).trim();
}
