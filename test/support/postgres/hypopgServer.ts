import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "./server.ts";

/** A Postgres of the operating system; the binaries on npm come without HypoPG. */
export interface HypopgServer {
  readonly port: number;
  connect(): Promise<pg.Client>;
  stop(): Promise<void>;
}

/** Folders of binaries whose server has HypoPG, such as those of Debian's package postgresql-15-hypopg. */
export function findHypopg(): string | undefined {
  const packaged = "/usr/lib/postgresql";
  const versions = existsSync(packaged) ? readdirSync(packaged) : [];
  return versions
    .filter((version) => existsSync(`/usr/share/postgresql/${version}/extension/hypopg.control`))
    .map((version) => join(packaged, version, "bin"))
    .find((folder) => existsSync(join(folder, "initdb")));
}

/** Starts a server of those binaries with a data directory of its own. */
export async function startHypopgServer(binaries: string): Promise<HypopgServer> {
  const folder = await mkdtemp(join(tmpdir(), "senior-backend-hypopg-"));
  const owner = serverUser();
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  await promisify(execFile)(
    join(binaries, "initdb"),
    ["--pgdata", data, "--username=postgres", "--auth=trust", "--no-sync", "--no-locale", "--encoding=UTF8"],
    { ...owner, cwd: folder },
  );
  const port = await freePort("127.0.0.1");
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "autovacuum=off"];
  const server = spawn(
    join(binaries, "postgres"),
    ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    { ...owner, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  await ready(server);
  const clients: pg.Client[] = [];
  return {
    port,
    async connect() {
      const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", database: "postgres" });
      client.on("error", () => undefined);
      await client.connect();
      clients.push(client);
      return client;
    },
    async stop() {
      await Promise.all(clients.map((client) => client.end()));
      const ended = once(server, "exit");
      server.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ready(server: ChildProcess): Promise<void> {
  if (!server.stderr) throw new Error("The server has no log.");
  const lines: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    lines.push(line);
    if (line.includes("ready to accept connections")) {
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`Postgres with HypoPG did not start:\n${lines.join("\n")}`);
}

/** Postgres refuses to run as root. */
function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}
