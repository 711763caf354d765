import type { PGlite } from "@electric-sql/pglite";
import { catalogText } from "./catalogText.ts";
import { type Archives, emptyCluster, startInstance } from "./cluster.ts";
import { extensionArchive } from "./pgliteFiles.ts";
import {
  type ExtensionRequest,
  postgresError,
  type ShadowDatabase,
  type ShadowRequest,
  type ShadowServer,
} from "./shadowServer.ts";
import { isExtensionName, isExtensionVersion, stubExtension } from "./stubExtension.ts";

const extensionFolder = "/pglite/share/postgresql/extension";

/**
 * PostgreSQL 18 in this process. Every database starts as a copy of one empty cluster, in about 0.3 s, so that nothing of
 * the one before is left, roles included. An instance that WebAssembly gave up on is dropped with its database.
 * @param makeCluster gives the archive of that cluster, once.
 */
export function pgliteShadow(makeCluster: () => Promise<Blob> = emptyCluster): ShadowServer {
  let pristine: Promise<Blob> | undefined;
  let open: PGlite | undefined;

  const prepare = (): Promise<Blob> => {
    pristine ??= makeCluster().catch((error: unknown) => {
      pristine = undefined;
      throw error;
    });
    return pristine;
  };

  async function closeOpen(): Promise<void> {
    const instance = open;
    open = undefined;
    // An instance that ended with a WebAssembly error cannot be closed; memory is freed with the object.
    await instance?.close().catch(() => undefined);
  }

  return {
    name: "PostgreSQL 18 (in process)",
    major: 18,
    async open(request, signal) {
      const cluster = await prepare();
      signal.throwIfAborted();
      await closeOpen();
      open = await startInstance({ cluster, extensions: archivesOf(request) });
      return shadowDatabase(open, request, closeOpen);
    },
    async dispose() {
      pristine = undefined;
      await closeOpen();
    },
  };
}

function archivesOf({ extensions }: ShadowRequest): Archives {
  const found: Record<string, URL> = {};
  for (const { name } of extensions) {
    const archive = extensionArchive(name);
    if (archive) found[name] = archive;
  }
  return found;
}

function shadowDatabase(
  instance: PGlite,
  { extensions }: ShadowRequest,
  close: () => Promise<void>,
): ShadowDatabase {
  const stubs = extensions.filter(
    ({ name }) => name !== "plpgsql" && isExtensionName(name) && extensionArchive(name) === undefined,
  );
  for (const stub of stubs) writeStub(instance, stub);

  return {
    stubs: stubs.map(({ name }) => name),
    query: (text, params) => explained(() => instance.query(text, params, { parsers: textParsers })),
    async run(sql) {
      await explained(() => instance.exec(sql));
    },
    async dump(by) {
      if (by === "system catalogs" || (await relationCount(instance)) > dumpableRelations)
        return { by: "system catalogs", text: await catalogText(this) };
      const { pgDump } = await import("@electric-sql/pglite-tools/pg_dump");
      try {
        const file = await pgDump({ pg: instance, args: ["--schema-only"] });
        return { by: "pg_dump", text: await file.text() };
      } finally {
        // It leaves its read-only transaction and its settings behind.
        await instance.exec("rollback").catch(() => undefined);
        await instance.exec("reset all").catch(() => undefined);
      }
    },
    close,
  };
}

/** The part of the WebAssembly module that its package has no types for. */
interface Emscripten {
  readonly FS: { writeFile(path: string, text: string): void };
}

/**
 * pg_dump in WebAssembly never returns when one of its answers is too long for its buffer: 1,200 relations came
 * through, 2,000 did not.
 */
const dumpableRelations = 1200;

async function relationCount(instance: PGlite): Promise<number> {
  const { rows } = await instance.query<{ n: number }>(
    "select count(*)::int as n from pg_catalog.pg_class where oid >= 16384 and relkind in ('r', 'S', 'v', 'c', 'm', 'f', 'p')",
  );
  return rows[0]?.n ?? 0;
}

function writeStub(instance: PGlite, { name, version }: ExtensionRequest): void {
  const known = version !== undefined && isExtensionVersion(version) ? { name, version } : { name };
  const { control, scriptName, script } = stubExtension(known);
  const { FS } = instance.Module as unknown as Emscripten;
  FS.writeFile(`${extensionFolder}/${name}.control`, control);
  FS.writeFile(`${extensionFolder}/${scriptName}`, script);
}

/** Passes on what Postgres says; anything else is the end of the instance. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (postgresError(error)) throw error;
    throw new ShadowLost(messageOf(error), { cause: error });
  }
}

/** The in-process Postgres ended, by a WebAssembly trap or for lack of memory; a new database may be opened. */
export class ShadowLost extends Error {
  override readonly name = "ShadowLost";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** pg hands int8 and numeric over as text; PGlite would turn them into numbers. */
const textTypes = [20, 1700];
const textParsers = Object.fromEntries(textTypes.map((oid) => [oid, (text: string) => text]));
