import { basename, resolve } from "node:path";
import { readCatalog } from "../../features/database/engine/catalog/readCatalog.ts";
import type { SqlClient } from "../../features/database/engine/catalog/sqlClient.ts";
import { openSession } from "../../features/database/engine/connection/openSession.ts";
import { isConnectionUrl, parseConnectionText } from "../../features/database/engine/connection/parseUrl.ts";
import { resolveTarget } from "../../features/database/engine/connection/resolveTarget.ts";
import { explorerLimits } from "../../features/database/engine/connection/session.ts";
import { sqlClient } from "../../features/database/engine/connection/sqlClient.ts";
import type { ResolvedTarget } from "../../features/database/engine/connection/target.ts";
import type { SchemaSide } from "../../features/database/engine/proof/side.ts";
import { readSchemaFiles } from "../../features/database/engine/shadow/schemaFiles.ts";
import { readSchema } from "../../features/database/engine/shadow/schemaScript.ts";
import { displayPath } from "../files.ts";

/** Whether an argument names a database rather than a file. */
export function isConnection(argument: string): boolean {
  return isConnectionUrl(argument) || /^\s*(?:host|dbname|service|port|user)\s*=/.test(argument);
}

/** The server that an argument names, completed as libpq does. @throws UserError when it is none. */
export async function targetOf(argument: string): Promise<ResolvedTarget> {
  return await resolveTarget(parseConnectionText(argument));
}

/** Opens a session that only reads, for the time of some work. */
export async function reading<T>(
  target: ResolvedTarget,
  work: (client: SqlClient) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const session = await openSession(target, { access: "read-only", limits: explorerLimits }, signal);
  try {
    return await work(sqlClient(session, signal));
  } finally {
    await session.close();
  }
}

/**
 * A side of a comparison out of what a person wrote: a database, a file of SQL, or a folder of them.
 * @throws UserError that says why it cannot be read.
 */
export async function sideOf(argument: string, signal: AbortSignal): Promise<SchemaSide> {
  if (isConnection(argument)) {
    const target = await targetOf(argument);
    const catalog = await reading(target, (client) => readCatalog(client, {}, signal), signal);
    return { kind: "live", label: `database ${target.database}`, catalog };
  }
  const path = resolve(argument);
  const files = await readSchemaFiles(path, displayPath, signal);
  return { kind: "files", label: basename(path), script: await readSchema(files, signal) };
}

/** The major of a live side; undefined for files. */
export function majorOf(side: SchemaSide): number | undefined {
  return side.kind === "live" ? side.catalog.server.major : undefined;
}
