import type { PGlite } from "@electric-sql/pglite";
import { UserError } from "../../../../shared/userError.ts";
import { extensionArchive } from "./pgliteFiles.ts";
import {
  type ExtensionRequest,
  postgresError,
  type ShadowDatabase,
  type ShadowRequest,
  type ShadowServer,
} from "./shadowServer.ts";
import { isExtensionName, isExtensionVersion, stubExtension } from "./stubExtension.ts";

/** Locks for schemas of thousands of tables, little memory, and no care for what a crash would lose. */
const settings = [
  "max_locks_per_transaction=2048",
  "shared_buffers=32MB",
  "max_connections=5",
  "max_wal_senders=0",
  "fsync=off",
  "full_page_writes=off",
  "synchronous_commit=off",
  "autovacuum=off",
  "min_wal_size=32MB",
  "max_wal_size=64MB",
  "lc_messages=C",
];

const extensionFolder = "/pglite/share/postgresql/extension";

/**
 * PostgreSQL 18 in this process. The cluster is initialised once, in about 2 s; every database starts as a copy of
 * it, in about 0.3 s, so that nothing of the one before is left, roles included. An instance that WebAssembly gave
 * up on is dropped with its database.
 */
export function pgliteShadow(): ShadowServer {
  let pristine: Promise<Blob> | undefined;
  let open: PGlite | undefined;

  const prepare = (): Promise<Blob> => {
    pristine ??= initialise().catch((error: unknown) => {
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
      const loadDataDir = await prepare();
      signal.throwIfAborted();
      await closeOpen();
      open = await create({ loadDataDir, extensions: archivesOf(request) });
      return shadowDatabase(open, request, closeOpen);
    },
    async dispose() {
      pristine = undefined;
      await closeOpen();
    },
  };
}

async function initialise(): Promise<Blob> {
  const instance = await create({});
  try {
    return await instance.dumpDataDir("none");
  } finally {
    await instance.close();
  }
}

type Archives = Readonly<Record<string, URL>>;

/** Creates an instance; once more when WebAssembly gave up, which happens on machines under load. */
async function create(options: { loadDataDir?: Blob; extensions?: Archives }): Promise<PGlite> {
  const { PGlite } = await import("@electric-sql/pglite");
  const { loadDataDir, extensions = {} } = options;
  const start = () =>
    PGlite.create({
      postgresqlconf: settings,
      ...(loadDataDir && { loadDataDir }),
      extensions: Object.fromEntries(
        Object.entries(extensions).map(([name, bundlePath]) => [
          name,
          { name, setup: () => Promise.resolve({ bundlePath }) },
        ]),
      ),
    });
  try {
    return await start();
  } catch {
    return await start().catch((error: unknown) => {
      throw new UserError(
        `The in-process Postgres did not start: ${messageOf(error)}; free some memory or name a server with a shadow URL.`,
      );
    });
  }
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
    async dump() {
      const { pgDump } = await import("@electric-sql/pglite-tools/pg_dump");
      try {
        const file = await pgDump({ pg: instance, args: ["--schema-only"] });
        return await file.text();
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
