import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { readCatalog } from "../../features/database/engine/catalog/readCatalog.ts";
import type { SqlClient } from "../../features/database/engine/catalog/sqlClient.ts";
import { openSession } from "../../features/database/engine/connection/openSession.ts";
import { isConnectionUrl, parseConnectionText } from "../../features/database/engine/connection/parseUrl.ts";
import { resolveTarget } from "../../features/database/engine/connection/resolveTarget.ts";
import { explorerLimits } from "../../features/database/engine/connection/session.ts";
import { sqlClient } from "../../features/database/engine/connection/sqlClient.ts";
import type { ResolvedTarget } from "../../features/database/engine/connection/target.ts";
import type { FolderFile } from "../../features/database/engine/migrations/tools/migrationTool.ts";
import type { SchemaSide } from "../../features/database/engine/proof/side.ts";
import { schemaFiles } from "../../features/database/engine/shadow/schemaFiles.ts";
import { readSchema, type SchemaFile } from "../../features/database/engine/shadow/schemaScript.ts";
import { UserError } from "../../shared/userError.ts";
import { displayPath, readTextFile, reasonOf } from "../files.ts";

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
  const files = (await isFolder(path)) ? await sqlFilesIn(path, signal) : [await sqlFile(path, signal)];
  if (files.length === 0)
    throw new UserError(`${displayPath(path)} holds no .sql file; name the schema itself.`);
  return { kind: "files", label: basename(path), script: await readSchema(schemaFiles(files), signal) };
}

/** The files of a folder of migrations, as far as they are text that a tool may know; empty when it is absent. */
export async function folderFiles(folder: string, signal: AbortSignal): Promise<readonly FolderFile[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new UserError(`${displayPath(folder)} cannot be read: ${reasonOf(error)}.`);
  });
  const wanted = names.filter((name) => /\.sql$|_journal\.json$|migration_lock\.toml$/.test(name)).sort();
  return await Promise.all(
    wanted.map(async (name) => ({
      path: name.replaceAll("\\", "/"),
      text: await readFile(join(folder, name), { encoding: "utf8", signal }),
    })),
  );
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new UserError(`${displayPath(path)} cannot be read: ${reasonOf(error)}.`);
  }
}

async function sqlFilesIn(folder: string, signal: AbortSignal): Promise<readonly SchemaFile[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".sql")).sort();
  return await Promise.all(names.map((name) => sqlFile(join(folder, name), signal)));
}

async function sqlFile(path: string, signal: AbortSignal): Promise<SchemaFile> {
  return { path: displayPath(path), text: await readTextFile(path, signal) };
}
