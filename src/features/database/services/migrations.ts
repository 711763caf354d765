import { applyMigration, defaultRetry } from "../engine/apply/applyMigration.ts";
import { dryRunOnShadow } from "../engine/apply/dryRun.ts";
import { openPgSession } from "../engine/apply/pgSession.ts";
import { readTableSizes } from "../engine/apply/tableSizes.ts";
import { readCatalog } from "../engine/catalog/readCatalog.ts";
import { sqlClient } from "../engine/connection/sqlClient.ts";
import { proofLine } from "../engine/migrations/header.ts";
import { readMigrationFolder } from "../engine/migrations/migrationFolder.ts";
import { readMigration } from "../engine/migrations/readMigration.ts";
import { migrationTool, recogniseTool } from "../engine/migrations/tools/all.ts";
import { compareSchemas } from "../engine/proof/compareSchemas.ts";
import { loadSide, needsOfMigration, type SchemaSide } from "../engine/proof/side.ts";
import { pgliteShadow } from "../engine/shadow/pgliteShadow.ts";
import { readSchemaFiles } from "../engine/shadow/schemaFiles.ts";
import { readSchema } from "../engine/shadow/schemaScript.ts";
import type { MigrationApi, SchemaPlace } from "../protocol.ts";
import type { Service, ServiceContext } from "./service.ts";
import { targetToOpen } from "./targets.ts";

/** Comparisons, dry runs and migrations. One shadow serves them all, one after the other. */
export function migrationService({
  sessions,
  host,
}: Pick<ServiceContext, "sessions" | "host">): Service<MigrationApi> {
  const shadow = pgliteShadow();
  const inTurn = oneAtATime();

  const say = (message: string) => {
    // A log line that is lost does not matter.
    host.call("log", { level: "info", message }).catch(() => undefined);
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

  async function sideOf(place: SchemaPlace, signal: AbortSignal): Promise<SchemaSide> {
    if (place.kind === "connection") {
      const { catalog } = await live(place.connectionId, signal);
      return { kind: "live", label: `database ${catalog.server.database}`, catalog };
    }
    const files = await readSchemaFiles(place.path, (path) => path.replaceAll("\\", "/"), signal);
    return { kind: "files", label: place.label, script: await readSchema(files, signal) };
  }

  return {
    handlers: {
      compareSchemas: ({ from, to, folder, renames }, signal) =>
        inTurn(async () => {
          const existing = await readMigrationFolder(folder, signal);
          const comparison = await compareSchemas(
            {
              from: await sideOf(from, signal),
              to: await sideOf(to, signal),
              shadow,
              tool: recogniseTool(existing) ?? migrationTool("dbmate"),
              existing,
              now: new Date(),
              renames,
              onProgress: say,
            },
            signal,
          );
          const { diff, plan, proof, files, notes } = comparison;
          return {
            changes: diff.changes,
            losses: diff.losses,
            candidates: diff.candidates,
            files,
            irreversible: plan.irreversible,
            proof,
            summary: proofLine(proof, shadow.name),
            notes,
          };
        }),
      dryRunMigration: ({ connectionId, path, text, direction }, signal) =>
        inTurn(async () => {
          const migration = await readMigration({ path, text });
          const { catalog, sizes } = await live(connectionId, signal);
          const side: SchemaSide = { kind: "live", label: catalog.server.database, catalog };
          const source = await loadSide(
            shadow,
            side,
            catalog.server.major,
            needsOfMigration(migration),
            signal,
          );
          const run = await dryRunOnShadow(source, migration, direction, sizes, catalog.server.user, signal);
          return { ...run, hasDown: migration.down !== undefined };
        }),
      applyMigration: async ({ connectionId, path, text, direction }, signal) => {
        const migration = await readMigration({ path, text });
        const session = await openPgSession(
          await targetToOpen(await host.call("connectionTarget", connectionId, signal)),
        );
        try {
          const onStep = (step: number, total: number) =>
            say(`${path}: step ${String(step + 1)} of ${String(total)}`);
          return await applyMigration(session, migration, { direction, retry: defaultRetry, onStep }, signal);
        } finally {
          await session.close();
        }
      },
    },
    dispose: () => void shadow.dispose(),
  };
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
