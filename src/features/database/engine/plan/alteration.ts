import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type {
  CatalogObject,
  Constraint,
  Domain,
  EnumType,
  Index,
  Publication,
  StorageParameters,
  Table,
} from "../catalog/model.ts";
import { allSequenceClauses } from "../ddl/column.ts";
import {
  createStatements,
  defaultPrivilegeStatements,
  publicationParameters,
  publishedObjects,
} from "../ddl/create.ts";
import {
  commentStatement,
  grantTarget,
  optionList,
  ownerStatement,
  parameterList,
  privilegeStatements,
} from "../ddl/metadata.ts";
import { sqlKind, target } from "../ddl/names.ts";
import { validate } from "./columns.ts";
import type { PlanContext } from "./context.ts";
import { firing, label } from "./creation.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** The statements that turn one object into another of the same id, where ALTER can. */
export function alteration(before: CatalogObject, after: CatalogObject, context: PlanContext): DraftStep[] {
  return [...structure(before, after, context), ...common(before, after, context)];
}

/** What CREATE OR REPLACE and ALTER TYPE do on the spot: others may depend on it. */
function structure(before: CatalogObject, after: CatalogObject, context: PlanContext): DraftStep[] {
  if (before.kind === "table" && after.kind === "table") return alterTable(before, after);
  if (before.kind === "enum" && after.kind === "enum") return addLabels(before, after);
  if (before.kind === "domain" && after.kind === "domain") return alterDomain(before, after);
  if (before.kind === "index" && after.kind === "index") return alterIndex(before, after);
  if (before.kind === "constraint" && after.kind === "constraint")
    return alterConstraint(before, after, context);
  if (before.kind === "publication" && after.kind === "publication") return alterPublication(before, after);
  if (before.kind === "view" && after.kind === "view") {
    const create = createStatements(after, context).map((sql) =>
      plain(sql.replace(/^CREATE VIEW/, "CREATE OR REPLACE VIEW")),
    );
    const changed =
      before.definition !== after.definition || String(before.options) !== String(after.options);
    const gone = keysOnly(before.options, after.options);
    return [
      ...(changed ? create : []),
      ...(gone.length > 0 ? [plain(`ALTER VIEW ${sqlNameOf(after.id)} RESET (${gone.join(", ")})`)] : []),
      ...viewColumns(before, after, context),
    ];
  }
  if (before.kind === "materializedView" && after.kind === "materializedView") {
    const name = sqlNameOf(after.id);
    return [
      ...parameters(`ALTER MATERIALIZED VIEW ${name}`, before, after).map((sql) => plain(sql)),
      ...(before.tablespace === after.tablespace
        ? []
        : [
            plain(
              `ALTER MATERIALIZED VIEW ${name} SET TABLESPACE ${quoteIdent(after.tablespace ?? "pg_default")}`,
            ),
          ]),
      ...(before.populated === after.populated
        ? []
        : [plain(`REFRESH MATERIALIZED VIEW ${name} WITH ${after.populated ? "" : "NO "}DATA`)]),
      ...viewColumns(before, after, context),
    ];
  }
  if ((before.kind === "function" || before.kind === "procedure") && after.kind === before.kind) {
    return before.definition === after.definition ? [] : [plain(after.definition)];
  }
  if (before.kind === "sequence" && after.kind === "sequence") {
    const name = sqlNameOf(after.id);
    const clauses = [
      ...(before.dataType === after.dataType ? [] : [`AS ${after.dataType}`]),
      ...allSequenceClauses(after),
    ];
    const same =
      allSequenceClauses(before).join() === allSequenceClauses(after).join() &&
      before.dataType === after.dataType;
    return [
      ...(same ? [] : [plain(`ALTER SEQUENCE ${name} ${clauses.join(" ")}`)]),
      ...(before.unlogged === after.unlogged
        ? []
        : [plain(`ALTER SEQUENCE ${name} SET ${after.unlogged ? "UNLOGGED" : "LOGGED"}`)]),
    ];
  }
  if (before.kind === "policy" && after.kind === "policy") {
    const roles = after.roles.length > 0 ? after.roles.map(quoteIdent).join(", ") : "PUBLIC";
    const clauses = [
      ...(String(before.roles) === String(after.roles) ? [] : [`TO ${roles}`]),
      ...(before.using === after.using || after.using === null ? [] : [`USING (${after.using})`]),
      ...(before.check === after.check || after.check === null ? [] : [`WITH CHECK (${after.check})`]),
    ];
    return clauses.length === 0
      ? []
      : [
          locked(
            `ALTER POLICY ${quoteIdent(after.name)} ON ${sqlNameOf(after.table)} ${clauses.join(" ")}`,
            after.table,
          ),
        ];
  }
  if (
    (before.kind === "trigger" && after.kind === "trigger") ||
    (before.kind === "rule" && after.kind === "rule")
  ) {
    return before.enabled === after.enabled ? [] : [firing(after)];
  }
  if (before.kind === "eventTrigger" && after.kind === "eventTrigger") {
    const word = {
      origin: "ENABLE",
      disabled: "DISABLE",
      replica: "ENABLE REPLICA",
      always: "ENABLE ALWAYS",
    }[after.enabled];
    return before.enabled === after.enabled
      ? []
      : [plain(`ALTER EVENT TRIGGER ${quoteIdent(after.name)} ${word}`)];
  }
  if (before.kind === "statistics" && after.kind === "statistics") {
    return before.target === after.target
      ? []
      : [plain(`ALTER STATISTICS ${sqlNameOf(after.id)} SET STATISTICS ${after.target ?? -1}`)];
  }
  if (before.kind === "extension" && after.kind === "extension") {
    const name = quoteIdent(after.name);
    return [
      ...(before.schema === after.schema
        ? []
        : [plain(`ALTER EXTENSION ${name} SET SCHEMA ${quoteIdent(after.schema)}`)]),
      ...(before.version === after.version
        ? []
        : [plain(`ALTER EXTENSION ${name} UPDATE TO ${label(after.version)}`)]),
    ];
  }
  if (before.kind === "composite" && after.kind === "composite") {
    return alterAttributes(before, after).map((sql) => plain(sql));
  }
  if (before.kind === "defaultPrivileges" && after.kind === "defaultPrivileges") {
    return defaultPrivilegeStatements(after, before.privileges, after.privileges).map((sql) => plain(sql));
  }
  if (before.kind === "foreignServer" && after.kind === "foreignServer") {
    const version =
      before.version === after.version
        ? ""
        : ` VERSION ${after.version === null ? "NULL" : label(after.version)}`;
    const options = optionChanges(before.options, after.options);
    return version + options === ""
      ? []
      : [plain(`ALTER SERVER ${quoteIdent(after.name)}${version}${options}`)];
  }
  if (before.kind === "foreignDataWrapper" && after.kind === "foreignDataWrapper") {
    const parts = [
      ...(before.handler === after.handler
        ? []
        : [after.handler === null ? " NO HANDLER" : ` HANDLER ${after.handler}`]),
      ...(before.validator === after.validator
        ? []
        : [after.validator === null ? " NO VALIDATOR" : ` VALIDATOR ${after.validator}`]),
      optionChanges(before.options, after.options),
    ].join("");
    return parts === "" ? [] : [plain(`ALTER FOREIGN DATA WRAPPER ${quoteIdent(after.name)}${parts}`)];
  }
  return [];
}

/** Owner, rights, comment. */
function common(before: CatalogObject, after: CatalogObject, context: PlanContext): DraftStep[] {
  const { owners, privileges, comments } = context.diff.options;
  const steps: DraftStep[] = [];
  if (owners && "owner" in before && "owner" in after && before.owner !== after.owner) {
    steps.push(plain(ownerStatement(after, after.owner)));
  }
  if (privileges && after.kind !== "defaultPrivileges" && "privileges" in before && "privileges" in after) {
    steps.push(
      ...privilegeStatements(grantTarget(after), before.privileges, after.privileges).map((sql) =>
        plain(sql),
      ),
    );
  }
  if (comments && "comment" in before && "comment" in after && before.comment !== after.comment) {
    steps.push(plain(commentStatement(target(after), after.comment)));
  }
  return steps;
}

function alterTable(before: Table, after: Table): DraftStep[] {
  const name = sqlNameOf(after.id);
  const alter = `ALTER ${sqlKind(after)} ${name}`;
  const steps: DraftStep[] = parameters(alter, before, after).map((sql) =>
    locked(sql, after.id, "SHARE UPDATE EXCLUSIVE"),
  );
  const rewrite = { rewrites: true, note: "Writes the table anew under the lock." } as const;
  if (before.unlogged !== after.unlogged) {
    steps.push(
      locked(`${alter} SET ${after.unlogged ? "UNLOGGED" : "LOGGED"}`, after.id, "ACCESS EXCLUSIVE", rewrite),
    );
  }
  if (before.accessMethod !== after.accessMethod) {
    steps.push(
      locked(
        `${alter} SET ACCESS METHOD ${quoteIdent(after.accessMethod ?? "heap")}`,
        after.id,
        "ACCESS EXCLUSIVE",
        rewrite,
      ),
    );
  }
  if (before.tablespace !== after.tablespace) {
    steps.push(
      locked(
        `${alter} SET TABLESPACE ${quoteIdent(after.tablespace ?? "pg_default")}`,
        after.id,
        "ACCESS EXCLUSIVE",
        rewrite,
      ),
    );
  }
  if (before.rowSecurity !== after.rowSecurity) {
    steps.push(locked(`${alter} ${after.rowSecurity ? "ENABLE" : "DISABLE"} ROW LEVEL SECURITY`, after.id));
  }
  if (before.forceRowSecurity !== after.forceRowSecurity) {
    steps.push(
      locked(`${alter} ${after.forceRowSecurity ? "FORCE" : "NO FORCE"} ROW LEVEL SECURITY`, after.id),
    );
  }
  if (before.replicaIdentity !== after.replicaIdentity && after.replicaIdentity !== "index") {
    steps.push(locked(`${alter} REPLICA IDENTITY ${after.replicaIdentity.toUpperCase()}`, after.id));
  }
  for (const parent of after.partitionOf === null
    ? before.inherits.filter((id) => !after.inherits.includes(id))
    : []) {
    steps.push(locked(`${alter} NO INHERIT ${sqlNameOf(parent)}`, after.id));
  }
  for (const parent of after.inherits.filter((id) => !before.inherits.includes(id))) {
    steps.push(locked(`${alter} INHERIT ${sqlNameOf(parent)}`, after.id));
  }
  const options = optionChanges(before.foreign?.options ?? [], after.foreign?.options ?? []);
  if (options !== "") steps.push(locked(`${alter}${options}`, after.id));
  return steps;
}

/** SET and RESET of storage parameters, those of the TOAST table too. */
function parameters(
  alter: string,
  before: { readonly storage: StorageParameters; readonly toastStorage: StorageParameters },
  after: { readonly storage: StorageParameters; readonly toastStorage: StorageParameters },
): string[] {
  return [
    ...parameterChanges(alter, before.storage, after.storage, ""),
    ...parameterChanges(alter, before.toastStorage, after.toastStorage, "toast."),
  ];
}

function parameterChanges(
  alter: string,
  before: StorageParameters,
  after: StorageParameters,
  prefix: string,
): string[] {
  const gone = keysOnly(before, after).map((name) => prefix + name);
  const set = after.filter(
    ([name, value]) => !before.some(([one, other]) => one === name && other === value),
  );
  return [
    ...(gone.length > 0 ? [`${alter} RESET (${gone.join(", ")})`] : []),
    ...(set.length > 0 ? [`${alter} SET (${parameterList(set, prefix)})`] : []),
  ];
}

function keysOnly(before: StorageParameters, after: StorageParameters): string[] {
  return before.map(([name]) => name).filter((name) => !after.some(([other]) => other === name));
}

function optionChanges(before: StorageParameters, after: StorageParameters): string {
  const old = new Map(before);
  const changes = [
    ...keysOnly(before, after).map((name) => `DROP ${quoteIdent(name)}`),
    ...after
      .filter(([name, value]) => old.get(name) !== value)
      .map(
        ([name, value]) =>
          `${old.has(name) ? "SET" : "ADD"} ${optionList([[name, value]]).slice("OPTIONS (".length, -1)}`,
      ),
  ];
  return changes.length === 0 ? "" : ` OPTIONS (${changes.join(", ")})`;
}

/** New labels, each in its place; usable only after a commit. */
function addLabels(before: EnumType, after: EnumType): DraftStep[] {
  const known = new Set(before.labels);
  return after.labels.flatMap((text, position) => {
    if (known.has(text)) return [];
    const earlier = after.labels[position - 1];
    const place =
      earlier === undefined ? ` BEFORE ${label(before.labels[0] ?? "")}` : ` AFTER ${label(earlier)}`;
    const last = position === after.labels.length - 1 && known.has(earlier ?? "");
    const suffix = before.labels.length === 0 || last ? "" : place;
    return [
      {
        sql: `ALTER TYPE ${sqlNameOf(after.id)} ADD VALUE ${label(text)}${suffix}`,
        alone: true,
        note: "The value can be used once this is committed.",
      },
    ];
  });
}

function alterDomain(before: Domain, after: Domain): DraftStep[] {
  const alter = `ALTER DOMAIN ${sqlNameOf(after.id)}`;
  const steps: DraftStep[] = [];
  const earlier = new Map(before.constraints.map((constraint) => [constraint.name, constraint]));
  const later = new Map(after.constraints.map((constraint) => [constraint.name, constraint]));
  for (const { name, definition, validated } of before.constraints) {
    const now = later.get(name);
    const same =
      now !== undefined && strip(now.definition) === strip(definition) && (now.validated || !validated);
    if (!same) {
      steps.push(plain(`${alter} DROP CONSTRAINT ${quoteIdent(name)}`));
      earlier.delete(name);
    }
  }
  if (before.default !== after.default) {
    steps.push(plain(`${alter} ${after.default === null ? "DROP DEFAULT" : `SET DEFAULT ${after.default}`}`));
  }
  if (before.nullable !== after.nullable) {
    steps.push(
      plain(
        `${alter} ${after.nullable ? "DROP" : "SET"} NOT NULL`,
        after.nullable ? undefined : "Reads every table with a column of this domain.",
      ),
    );
  }
  for (const constraint of after.constraints) {
    const name = quoteIdent(constraint.name);
    const old = earlier.get(constraint.name);
    if (old === undefined) {
      steps.push(plain(`${alter} ADD CONSTRAINT ${name} ${strip(constraint.definition)} NOT VALID`));
    }
    if (constraint.validated && old?.validated !== true) {
      steps.push({
        sql: `${alter} VALIDATE CONSTRAINT ${name}`,
        alone: true,
        note: "Reads every table with a column of this domain.",
      });
    }
    if ((old?.comment ?? null) !== constraint.comment) {
      steps.push(
        plain(commentStatement(`CONSTRAINT ${name} ON DOMAIN ${sqlNameOf(after.id)}`, constraint.comment)),
      );
    }
  }
  return steps;
}

function strip(definition: string): string {
  return definition.replace(/ NOT VALID$/, "");
}

/** Storage, tablespace, statistics, CLUSTER, replica identity; also for the index behind a constraint. */
export function alterIndex(before: Index, after: Index): DraftStep[] {
  const alter = `ALTER INDEX ${sqlNameOf(after.id)}`;
  const table = `ALTER TABLE ${sqlNameOf(after.table)}`;
  const targets = new Map(after.statisticsTargets);
  const columns = [
    ...new Set([...before.statisticsTargets, ...after.statisticsTargets].map(([column]) => column)),
  ];
  const old = new Map(before.statisticsTargets);
  return [
    ...parameterChanges(alter, before.storage, after.storage, "").map((sql) =>
      locked(sql, after.table, "SHARE UPDATE EXCLUSIVE"),
    ),
    ...(before.tablespace === after.tablespace
      ? []
      : [locked(`${alter} SET TABLESPACE ${quoteIdent(after.tablespace ?? "pg_default")}`, after.table)]),
    ...columns
      .filter((column) => targets.get(column) !== old.get(column))
      .map((column) => plain(`${alter} ALTER COLUMN ${column} SET STATISTICS ${targets.get(column) ?? -1}`)),
    ...(before.clustered === after.clustered
      ? []
      : [
          locked(
            `${table} ${after.clustered ? `CLUSTER ON ${quoteIdent(after.name)}` : "SET WITHOUT CLUSTER"}`,
            after.table,
            "SHARE UPDATE EXCLUSIVE",
          ),
        ]),
    ...(!before.replicaIdentity && after.replicaIdentity
      ? [locked(`${table} REPLICA IDENTITY USING INDEX ${quoteIdent(after.name)}`, after.table)]
      : []),
  ];
}

function alterConstraint(before: Constraint, after: Constraint, { from, to }: PlanContext): DraftStep[] {
  const name = quoteIdent(after.name);
  const steps: DraftStep[] = [];
  if (before.deferrable !== after.deferrable || before.initiallyDeferred !== after.initiallyDeferred) {
    const timing = !after.deferrable
      ? "NOT DEFERRABLE"
      : `DEFERRABLE INITIALLY ${after.initiallyDeferred ? "DEFERRED" : "IMMEDIATE"}`;
    steps.push(
      locked(`ALTER TABLE ${sqlNameOf(after.table)} ALTER CONSTRAINT ${name} ${timing}`, after.table),
    );
  }
  if (!before.validated && after.validated) steps.push(validate(after.table, name));
  const [one, other] = [indexOf(before, from.catalog.objects), indexOf(after, to.catalog.objects)];
  if (one !== undefined && other !== undefined) {
    steps.push(...alterIndex(one, other));
    if (one.comment !== other.comment) steps.push(plain(commentStatement(target(other), other.comment)));
  }
  return steps;
}

function indexOf({ id, index }: Constraint, objects: ReadonlyMap<string, CatalogObject>): Index | undefined {
  const object = index === null ? undefined : objects.get(index);
  return object?.kind === "index" && object.constraint === id ? object : undefined;
}

/** The list is set as a whole, also when a table in it was dropped and created again. */
export function alterPublication(before: Publication, after: Publication): DraftStep[] {
  const name = quoteIdent(after.name);
  const steps: DraftStep[] = [];
  const [was, is] = [publishedObjects(before), publishedObjects(after)];
  if (was !== is) {
    if (is === "") steps.push(plain(`ALTER PUBLICATION ${name} DROP ${publishedNames(before)}`));
    else steps.push(plain(`ALTER PUBLICATION ${name} SET ${is}`));
  }
  if (publicationParameters(before) !== publicationParameters(after)) {
    steps.push(plain(`ALTER PUBLICATION ${name} SET (${publicationParameters(after)})`));
  }
  return steps;
}

function publishedNames({ tables, schemas }: Publication): string {
  return [
    ...(tables.length > 0 ? [`TABLE ${tables.map(({ table }) => sqlNameOf(table)).join(", ")}`] : []),
    ...(schemas.length > 0 ? [`TABLES IN SCHEMA ${schemas.map(quoteIdent).join(", ")}`] : []),
  ].join(", ");
}

function alterAttributes(
  before: Extract<CatalogObject, { kind: "composite" }>,
  after: Extract<CatalogObject, { kind: "composite" }>,
): string[] {
  const name = sqlNameOf(after.id);
  const old = new Map(before.attributes.map((attribute) => [attribute.name, attribute]));
  const kept = new Set(after.attributes.map((attribute) => attribute.name));
  const collate = (collation: string | null) => (collation === null ? "" : ` COLLATE ${collation}`);
  const actions = [
    ...before.attributes
      .filter((one) => !kept.has(one.name))
      .map((one) => `DROP ATTRIBUTE ${quoteIdent(one.name)}`),
    ...after.attributes.flatMap(({ name: attribute, type, collation }) => {
      const was = old.get(attribute);
      if (was === undefined) return [`ADD ATTRIBUTE ${quoteIdent(attribute)} ${type}${collate(collation)}`];
      if (was.type === type && was.collation === collation) return [];
      return [`ALTER ATTRIBUTE ${quoteIdent(attribute)} TYPE ${type}${collate(collation)}`];
    }),
  ];
  const comments = after.attributes
    .filter((one) => (old.get(one.name)?.comment ?? null) !== one.comment)
    .map((one) => commentStatement(`COLUMN ${name}.${quoteIdent(one.name)}`, one.comment));
  return [...(actions.length > 0 ? [`ALTER TYPE ${name} ${actions.join(", ")}`] : []), ...comments];
}

type AnyView = Extract<CatalogObject, { kind: "view" | "materializedView" }>;

/** Comments, rights, defaults and statistics targets of the columns of a view. */
function viewColumns(before: AnyView, after: AnyView, { diff }: PlanContext): DraftStep[] {
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const name = sqlNameOf(after.id);
  const alter = `ALTER ${sqlKind(after)} ${name}`;
  return after.columns.flatMap((column) => {
    const was = old.get(column.name);
    const quoted = quoteIdent(column.name);
    const steps: string[] = [];
    if (diff.options.comments && (was?.comment ?? null) !== column.comment) {
      steps.push(commentStatement(`COLUMN ${name}.${quoted}`, column.comment));
    }
    if (diff.options.privileges) {
      const rights = was?.privileges ?? { granted: [], revoked: [] };
      steps.push(...privilegeStatements(grantTarget(after), rights, column.privileges, column.name));
    }
    if ((was?.default ?? null) !== column.default) {
      steps.push(
        `${alter} ALTER COLUMN ${quoted} ${column.default === null ? "DROP DEFAULT" : `SET DEFAULT ${column.default}`}`,
      );
    }
    if ((was?.statisticsTarget ?? null) !== column.statisticsTarget) {
      steps.push(`${alter} ALTER COLUMN ${quoted} SET STATISTICS ${column.statisticsTarget ?? -1}`);
    }
    return steps.map((sql) => plain(sql));
  });
}
