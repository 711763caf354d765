import { parameterChanges } from "./alterOptions.ts";
import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Constraint, Index } from "../catalog/model.ts";
import { commentStatement } from "../ddl/metadata.ts";
import { target } from "../ddl/names.ts";
import { validate } from "./columns.ts";
import type { PlanContext } from "./context.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

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

export function alterConstraint(
  before: Constraint,
  after: Constraint,
  { from, to }: PlanContext,
): DraftStep[] {
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
