import { StepFailure, type StatementReport } from "../apply/runStep.ts";
import type { Catalog, CatalogObject, ObjectId } from "../catalog/model.ts";
import { readCatalog } from "../catalog/readCatalog.ts";
import { diffCatalogs } from "../diff/diffCatalogs.ts";
import type { SchemaDiff } from "../diff/model.ts";
import type { Migration } from "../migrations/migration.ts";
import type { MigrationPlan, Step } from "../plan/model.ts";
import { describeStatement } from "../shadow/loadErrors.ts";
import type { Unproven } from "../shadow/loadSchema.ts";
import type { Dump, ShadowDatabase } from "../shadow/shadowServer.ts";
import { dumpDifferences } from "./dumpText.ts";
import { type CheckName, type Proof, type ProofCheck, proofOf } from "./proof.ts";
import { rehearse, type Rehearsal } from "./rehearse.ts";
import { seedTables } from "./seed.ts";
import { fingerprints, watchedTables } from "./survival.ts";

export interface ProofRequest {
  /** The shadow, in the source state. */
  readonly database: ShadowDatabase;
  /** The source and the target as the shadow printed them. */
  readonly diff: SchemaDiff;
  readonly plan: MigrationPlan;
  /** The files as they were written and read back, in the order in which they go up. */
  readonly migrations: readonly Migration[];
  /** What a second observer says of the target, and of the source. */
  readonly targetDump: Dump;
  readonly sourceDump: Dump;
  /** The role that will run it for real. */
  readonly role: string | undefined;
  readonly onProgress?: (what: string) => void;
  /** What was left out before. */
  readonly unproven: readonly Unproven[];
  /** The shadow in the source state again, without rows. */
  reopen(): Promise<ShadowDatabase>;
}

export interface Proven {
  readonly proof: Proof;
  /** What each statement on the way up did on the shadow. */
  readonly statements: readonly StatementReport[];
}

/** Replays a migration up and down and compares what comes out with what it claims. */
export async function proveMigration(request: ProofRequest, signal: AbortSignal): Promise<Proven> {
  const { diff, plan, migrations } = request;
  const results = collector(request.unproven);
  const withRole = request.role === undefined ? {} : { role: request.role };
  const touched = touchedTables(diff, plan);
  let { database } = request;

  const wentUp = await goUp();
  if (wentUp instanceof StepFailure) {
    results.check("up", false, wentUp.message);
    return { proof: results.proof(), statements: [] };
  }
  const { rehearsals, watched, prints } = wentUp;
  request.onProgress?.("Comparing the result");
  const statements = rehearsals.flatMap((rehearsal) => rehearsal.statements);
  const substituted = rehearsals.flatMap((rehearsal) => rehearsal.substituted);
  await compare("up", diff.to);
  results.check("online form", substituted.length === 0, substituted.map(describeStatement).join(", "));
  results.check("resume", true, "");
  checkRewrites();
  if (watched) results.check("rows", ...kept(prints, await fingerprints(database, watched, "after")));
  await observe("second observer", request.targetDump);

  const wayDown = migrations
    .toReversed()
    .flatMap(({ path, down }) => (down === undefined ? [] : [{ path, steps: down }]));
  if (wayDown.length < migrations.length) {
    results.check("down", false, "the format has no way down");
    return { proof: results.proof(), statements };
  }
  request.onProgress?.("Replaying the way down");
  try {
    const downSubstitutes = substitutes(plan.down.steps);
    for (const { path, steps } of wayDown)
      await rehearse(database, { path, steps, substitutes: downSubstitutes, ...withRole }, signal);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    results.check("down", false, error.message);
    return { proof: results.proof(), statements };
  }
  await compare("down", diff.original);
  if (watched) results.check("rows", ...kept(prints, await fingerprints(database, watched, "before")));
  await observe("second observer", request.sourceDump);
  return { proof: results.proof(), statements };

  /** With a few rows, with one, and with none if rows like ours are what stops it. */
  async function goUp(): Promise<WentUp | StepFailure> {
    const upSubstitutes = substitutes(plan.up.steps);
    let failure: StepFailure | undefined;
    for (const rowsPerTable of [3, 1, 0]) {
      if (failure) database = await request.reopen();
      const seeded =
        rowsPerTable === 0
          ? undefined
          : await seedTables(database, diff.original, touched, rowsPerTable, signal);
      const watched = seeded && watchedTables(seeded.seeded, diff.original, diff.to, diff.renames);
      const prints = await fingerprints(database, watched ?? [], "before");
      request.onProgress?.("Replaying the way up");
      try {
        const rehearsals: Rehearsal[] = [];
        for (const { path, up } of migrations)
          rehearsals.push(
            await rehearse(database, { path, steps: up, substitutes: upSubstitutes, ...withRole }, signal),
          );
        results.unproven(seeded?.unproven ?? []);
        return { rehearsals, watched, prints };
      } catch (error) {
        if (!(error instanceof StepFailure)) throw error;
        if (!dependsOnRows(error)) return error;
        failure = error;
        if (rowsPerTable === 1)
          results.check("rows", false, `rows like those that were made up stop it: ${error.message}`);
      }
    }
    return failure ?? new StepFailure("The migration could not be replayed.", "", 0);
  }

  async function compare(name: CheckName, expected: Catalog): Promise<void> {
    const reached = await readCatalog(database, {}, signal);
    const { changes } = diffCatalogs(reached, expected, undefined, diff.options);
    results.check(name, changes.length === 0, changes.map(({ id }) => id).join(", "));
    const where = name === "up" ? "after the way up" : "after the way down";
    results.unproven(
      changes.map(({ id, properties }) => ({
        object: id,
        reason: `${where} it is not as it should be${properties.length > 0 ? `: ${properties.map(({ property }) => property).join(", ")}` : ""}`,
      })),
    );
  }

  function kept(prints: Prints, now: Prints): readonly [boolean, string] {
    const lost = [...prints].filter(([id, print]) => now.get(id) !== print).map(([id]) => id);
    results.unproven(
      lost.map((object) => ({ object, reason: "rows are lost or changed, and nothing says so" })),
    );
    return [lost.length === 0, lost.join(", ")];
  }

  function checkRewrites(): void {
    const claimed = new Map(plan.up.steps.map((step) => [step.sql, step.rewrites]));
    const undeclared = statements.filter(
      ({ sql, rewrites = [] }) => rewrites.length > 0 && claimed.get(sql) === false,
    );
    results.check(
      "rewrites",
      undeclared.length === 0,
      undeclared.map(({ sql }) => describeStatement(sql)).join(", "),
    );
    results.unproven(
      undeclared.map(({ sql, rewrites = [] }) => ({
        object: rewrites.join(", "),
        reason: `it is written anew, which was not said: ${describeStatement(sql)}`,
      })),
    );
  }

  async function observe(name: CheckName, expected: Dump): Promise<void> {
    // A schema at the border of what pg_dump can do is looked at in the way in which its pair was.
    const dump = await database.dump(expected.by);
    if (dump.by !== expected.by) {
      results.check(name, false, "the two sides could not be observed in the same way");
      return;
    }
    const { missing, extra } = dumpDifferences(dump.text, expected.text, diff.options);
    const different = [...missing, ...extra];
    results.check(name, different.length === 0, different.map(describeStatement).join(", "));
    results.unproven(
      different.map((statement) => ({
        object: describeStatement(statement),
        reason: `${expected.by === "pg_dump" ? "pg_dump sees" : "the system catalogs hold"} a difference that the comparison does not know of`,
      })),
    );
  }
}

type Prints = ReadonlyMap<ObjectId, string>;

interface WentUp {
  readonly rehearsals: readonly Rehearsal[];
  /** Undefined when it went up without rows. */
  readonly watched: ReturnType<typeof watchedTables> | undefined;
  readonly prints: Prints;
}

/** Checks whose failures come with the objects that they are about. */
const namedByObject: Partial<Record<CheckName, true>> = { rewrites: true, "second observer": true };

/** Gathers results; a check that is made twice holds only if it does both times. */
function collector(before: readonly Unproven[]) {
  const checks = new Map<CheckName, ProofCheck>();
  const unproven = new Map(before.map((entry) => [`${entry.object} ${entry.reason}`, entry]));
  return {
    check(name: CheckName, ok: boolean, detail: string): void {
      if (checks.get(name)?.ok === false) return;
      checks.set(name, { name, ok, ...(detail !== "" && { detail }) });
    },
    unproven(entries: readonly Unproven[]): void {
      for (const entry of entries) unproven.set(`${entry.object} ${entry.reason}`, entry);
    },
    /** A check that failed and that nothing else names is named itself: there is no silent gap. */
    proof: () => {
      const named = [...unproven.values()];
      const failed = [...checks.values()].filter(({ ok }) => !ok);
      const unnamed = failed.filter(({ name }) => !(name in namedByObject) || named.length === 0);
      const gaps = unnamed.map(({ name, detail }) => ({
        object: `check ${name}`,
        reason: detail ?? "it does not hold",
      }));
      return proofOf([...checks.values()], [...named, ...gaps]);
    },
  };
}

/** Classes 22 and 23 of SQLSTATE: the statement is fine, the rows are not. */
function dependsOnRows({ code }: StepFailure): boolean {
  return code.startsWith("22") || code.startsWith("23");
}

/** Tables of the source that the migration has to do with, those that its new foreign keys refer to included. */
function touchedTables(
  { changes, original, renames, to }: SchemaDiff,
  { up, down }: MigrationPlan,
): ReadonlySet<ObjectId> {
  const before = new Map(renames.map(({ from, to }) => [to, from]));
  const ids = [
    ...renames.map(({ from }) => tableOf(from)),
    ...changes.flatMap(({ id, parent }) => (parent === null ? [id] : [id, parent])),
    ...changes.flatMap(({ id }) => referencedTable(to.objects.get(id)) ?? []),
    ...[...up.steps, ...down.steps].flatMap(({ lockedTable }) => lockedTable ?? []),
  ];
  return new Set(
    ids.map((id) => before.get(id) ?? id).filter((id) => original.objects.get(id)?.kind === "table"),
  );
}

function referencedTable(object: CatalogObject | undefined): ObjectId | undefined {
  return object?.kind === "constraint" ? object.references?.table : undefined;
}

/** The table of a column, or the object itself. */
function tableOf(id: ObjectId): ObjectId {
  return id.startsWith("column ")
    ? `table ${id.slice("column ".length).replace(/\.(?:"(?:[^"]|"")*"|[^."]+)$/, "")}`
    : id;
}

function substitutes(steps: readonly Step[]): ReadonlyMap<string, string> {
  return new Map(
    steps.flatMap(({ sql, shadowSql }) => (shadowSql === undefined ? [] : [[sql, shadowSql] as const])),
  );
}
