import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Index } from "../catalog/model.ts";
import { commentStatement, parameterList } from "../ddl/metadata.ts";
import { sqlKind, target } from "../ddl/names.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** What CREATE cannot say of an index, a constraint, a trigger, a rule, a domain, an event trigger or a view. */
export function settings(object: CatalogObject): DraftStep[] {
  if (object.kind === "index") return indexSettings(object);
  if (object.kind === "domain") return domainSettings(object);
  if (object.kind === "trigger" || object.kind === "rule")
    return object.enabled === "origin" ? [] : [firing(object)];
  if (object.kind === "eventTrigger") {
    return object.enabled === "origin"
      ? []
      : [plain(`ALTER EVENT TRIGGER ${quoteIdent(object.name)} ${words[object.enabled]}`)];
  }
  if (object.kind !== "view" && object.kind !== "materializedView") return [];
  return object.columns.flatMap(({ name, default: value, statisticsTarget }) => {
    const column = `ALTER ${sqlKind(object)} ${sqlNameOf(object.id)} ALTER COLUMN ${quoteIdent(name)}`;
    return [
      ...(value === null ? [] : [plain(`${column} SET DEFAULT ${value}`)]),
      ...(statisticsTarget === null ? [] : [plain(`${column} SET STATISTICS ${statisticsTarget}`)]),
    ];
  });
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
