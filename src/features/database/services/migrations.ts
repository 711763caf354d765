import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { applyMigration, defaultRetry } from "../engine/apply/applyMigration.ts";
import { type DryRun, dryRunOnServer, dryRunOnShadow } from "../engine/apply/dryRun.ts";
import { openPgSession, type PgSession } from "../engine/apply/pgSession.ts";
import { readTableSizes, type TableSize } from "../engine/apply/tableSizes.ts";
import { readCatalog } from "../engine/catalog/readCatalog.ts";
import { sqlClient } from "../engine/connection/sqlClient.ts";
import { proofLine } from "../engine/migrations/header.ts";
import type { Migration } from "../engine/migrations/migration.ts";
import { readMigrationFolder } from "../engine/migrations/migrationFolder.ts";
import { readMigration } from "../engine/migrations/readMigration.ts";
import { migrationTool, recogniseTool } from "../engine/migrations/tools/all.ts";
import { compareSchemas } from "../engine/proof/compareSchemas.ts";
import { loadSide, needsOfMigration, type SchemaSide } from "../engine/proof/side.ts";
import { pgliteShadow } from "../engine/shadow/pgliteShadow.ts";
import { readSchemaFiles } from "../engine/shadow/schemaFiles.ts";
import { readSchema } from "../engine/shadow/schemaScript.ts";
import { changeGroups } from "../engine/view/changeGroups.ts";
import { stepViews } from "../engine/view/stepViews.ts";
import type { DryRunParams, MigrationApi, MigrationParams, SchemaPlace } from "../protocol.ts";
import { createComparedCatalogs } from "./comparedCatalogs.ts";
import type { Service, ServiceContext } from "./service.ts";
import { targetToOpen } from "./targets.ts";

/** Comparisons, dry runs and migrations. One shadow serves them all, one after the other. */
export function migrationService({
  sessions,
  host,
}: Pick<ServiceContext, "sessions" | "host">): Service<MigrationApi> {
  const shadow = pgliteShadow();
  const inTurn = oneAtATime();
  const compared = createComparedCatalogs();

  /** Says what is being done to whoever asked for it. A line that is lost does not matter. */
  const reporter = (id: string | undefined) => (what: string) => {
    host.call("log", { level: "info", message: what }).catch(() => undefined);
    if (id !== undefined) host.call("progress", { id, what }).catch(() => undefined);
  };

  const live = (connectionId: string, signal: AbortSignal) =>
    sessions.use(
      connectionId,
      async (session) => {
        const client = sqlClient(session, signal);
        return { catalog: await readCatalog(client, {}, signal), sizes: await readTableSizes(client) };
      },
      signal,
    );

  async function sideOf(
    place: SchemaPlace,
    signal: AbortSignal,
  ): Promise<{ readonly side: SchemaSide; readonly sizes: ReadonlyMap<string, TableSize> }> {
    if (place.kind === "connection") {
      const { catalog, sizes } = await live(place.connectionId, signal);
      return { side: { kind: "live", label: `database ${catalog.server.database}`, catalog }, sizes };
    }
    const files = await readSchemaFiles(place.path, (path) => path.replaceAll("\\", "/"), signal);
    const script = await readSchema(files, signal);
    return { side: { kind: "files", label: place.label, script }, sizes: new Map() };
  }

  async function withSession<Result>(
    connectionId: string,
    signal: AbortSignal,
    work: (session: PgSession) => Promise<Result>,
  ): Promise<Result> {
    const session = await openPgSession(
      await targetToOpen(await host.call("connectionTarget", connectionId, signal)),
    );
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }

  async function dryRunOnCopy(
    { connectionId, direction, progressId }: DryRunParams,
    migration: Migration,
    signal: AbortSignal,
  ): Promise<DryRun> {
    const say = reporter(progressId);
    const { catalog, sizes } = await live(connectionId, signal);
    const side: SchemaSide = { kind: "live", label: catalog.server.database, catalog };
    say(`Loading ${side.label}`);
    const source = await loadSide(shadow, side, catalog.server.major, needsOfMigration(migration), signal);
    say("Trying the migration");
    return await dryRunOnShadow(source, migration, direction, sizes, catalog.server.user, signal);
  }

  return {
    handlers: {
      compareSchemas: ({ from, to, folder, renames, tool: named, progressId }, signal) =>
        inTurn(async () => {
          signal.throwIfAborted();
          const say = reporter(progressId);
          say("Reading the schemas");
          const existing = await readMigrationFolder(folder, signal);
          const tool =
            named === undefined ? (recogniseTool(existing) ?? migrationTool("dbmate")) : migrationTool(named);
          const source = await sideOf(from, signal);
          const comparison = await compareSchemas(
            {
              from: source.side,
              to: (await sideOf(to, signal)).side,
              tableFacts: new Map([...source.sizes].map(([name, size]) => [`table ${name}`, size])),
              shadow,
              tool,
              existing,
              now: new Date(),
              renames,
              onProgress: say,
            },
            signal,
          );
          const { diff, plan, proof, files, migrations, notes } = comparison;
          return {
            id: compared.keep(diff),
            groups: changeGroups(diff),
            losses: diff.losses,
            candidates: diff.candidates,
            renames: diff.renames,
            tool: tool.name,
            up: stepViews(plan.up),
            down: stepViews(plan.down),
            files,
            runs: migrations.map(({ path }) => path),
            irreversible: plan.irreversible,
            proof,
            summary: proofLine(proof, shadow.name),
            unmodelled: plan.unmodelled.map(({ kind, name }) => `${kind} ${name}`),
            notes,
          };
        }),
      comparedDdl: ({ id, side, object }) => compared.ddl(id, side, object),
      dryRunMigration: (params, signal) =>
        inTurn(async () => {
          const migration = await read(params);
          const { connectionId, direction, on } = params;
          const run =
            on === "copy"
              ? await dryRunOnCopy(params, migration, signal)
              : await withSession(connectionId, signal, async (session) => {
                  const sizes = await readTableSizes(session);
                  return await dryRunOnServer(session, migration, direction, sizes, defaultRetry, signal);
                });
          return { ...run, hasDown: migration.down !== undefined };
        }),
      applyMigration: async (params, signal) => {
        const { connectionId, direction, progressId } = params;
        const migration = await read(params);
        const say = reporter(progressId);
        const onStep = (step: number, total: number) =>
          say(`Step ${String(step + 1)} of ${String(total)} of ${migration.path}`);
        return await withSession(
          connectionId,
          signal,
          async (session) =>
            await applyMigration(session, migration, { direction, retry: defaultRetry, onStep }, signal),
        );
      },
    },
    dispose: () => void shadow.dispose(),
  };
}

/** A migration with its way back, which some tools keep in another file. */
async function read({ path, text, root }: MigrationParams): Promise<Migration> {
  return await readMigration({
    path,
    text,
    ...(root !== undefined && {
      readOther: (other: string) => readFile(join(root, other), "utf8").catch(() => undefined),
    }),
  });
}

/** Runs works in the order in which they come; a failure does not hold up the next. */
function oneAtATime(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
