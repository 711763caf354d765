import { X509Certificate } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession } from "../../../src/features/database/engine/connection/openSession.ts";
import { resolveTarget } from "../../../src/features/database/engine/connection/resolveTarget.ts";
import {
  explorerLimits,
  type Session,
  type SessionOptions,
} from "../../../src/features/database/engine/connection/session.ts";
import type { ConnectionTarget } from "../../../src/features/database/engine/connection/target.ts";
import { UserError } from "../../../src/shared/userError.ts";
import { createAuthority, type TestCertificate } from "../../support/certificates.ts";
import { startPostgres, type TestServer } from "../../support/postgres/server.ts";

let server: TestServer;
let certificates: string;
let sockets: string;
const authority = createAuthority("Senior Backend tests");
beforeAll(async () => {
  sockets = await mkdtemp(join(tmpdir(), "senior-backend-sockets-"));
  // The server runs as another user when the test is root.
  await chmod(sockets, 0o777);
  server = await startPostgres(18, [`unix_socket_directories=${sockets}`]);
  certificates = await mkdtemp(join(tmpdir(), "senior-backend-certificates-"));
  await writeFile(join(certificates, "ca.pem"), authority.certificate);
  await writeFile(join(certificates, "other.pem"), createAuthority("Somebody else").certificate);
});
afterAll(async () => {
  await server.stop();
  await rm(certificates, { recursive: true });
  await rm(sockets, { recursive: true });
});

const readOnly: SessionOptions = { access: "read-only", limits: explorerLimits };

async function open(
  said: ConnectionTarget = {},
  options: Partial<SessionOptions> = {},
  signal?: AbortSignal,
): Promise<Session> {
  const { host, port, user, password } = server;
  const target = await resolveTarget({ host, port, user, password, database: "postgres", ...said }, {});
  return await openSession(target, { ...readOnly, ...options }, signal);
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!UserError.is(error)) throw new Error("There is no sentence for people.", { cause: error });
  return error.message;
}

describe("a session", () => {
  it("says who it is and can only read", async () => {
    const session = await open();
    const [state] = await session.query(
      `select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
         current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle`,
    );
    expect(state).toEqual({ name: "Senior Backend", statement: "1min", lock: "2s", idle: "1min" });
    expect(await failure(session.query("create table public.t ()"))).toBe(
      "The explorer reads only, and this statement would write.",
    );
    await session.close();
  });

  it("stops a statement on the server when its caller gives up, and can be used again", async () => {
    const session = await open();
    const controller = new AbortController();
    const [backend] = await session.query("select pg_backend_pid() as pid");
    const sleeping = session.query("select pg_sleep(600)", [], controller.signal);
    await until(async () => (await activity(backend?.["pid"])) === "active");
    controller.abort();
    await expect(sleeping).rejects.toMatchObject({ name: "AbortError" });
    await until(async () => (await activity(backend?.["pid"])) === "idle");
    expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
    await session.close();
  });

  it("never stops the next statement with a request that comes too late for its own", async () => {
    const controller = new AbortController();
    const road = await openSlowRoad(() => controller.abort());
    const session = await open({ port: portOf(road), sslmode: "disable" });
    const short = session.query("select pg_sleep(0.1), 1 as short", [], controller.signal);
    const next = session.query("select pg_sleep(0.5), 2 as next");
    await Promise.allSettled([short]);
    expect(controller.signal.aborted).toBe(true);
    expect(await next).toMatchObject([{ next: 2 }]);
    await session.close();
    road.close();
  });

  it("ends a statement at its timeout, with a sentence", async () => {
    const session = await open({}, { limits: { ...explorerLimits, statementTimeout: 50 } });
    expect(await failure(session.query("select pg_sleep(600)"))).toMatch(/longer than the statement timeout/);
    await session.close();
  });

  it("waits for a lock only so long", async () => {
    const database = await server.createDatabase();
    await server.run(database, "create table t ()");
    const other = await server.connect(database);
    await other.query("begin; lock table t");
    const session = await open({ database }, { limits: { ...explorerLimits, lockTimeout: 50 } });
    expect(await failure(session.query("select from public.t"))).toMatch(/waited for a lock/);
    await Promise.all([session.close(), other.end()]);
  });

  it("prints values as Postgres does", async () => {
    const session = await open();
    const { columns, rows } = await session.queryText(
      "select 9007199254740993::bigint as big, 1.10::numeric, '{1,2}'::int[], null, timestamptz '2026-01-02 03:04:05.678+01' as t",
    );
    expect(columns.map(({ name }) => name)).toEqual(["big", "numeric", "int4", "?column?", "t"]);
    expect(rows).toEqual([["9007199254740993", "1.10", "{1,2}", null, "2026-01-02 02:04:05.678+00"]]);
    await session.close();
  });

  async function activity(pid: unknown): Promise<unknown> {
    const observer = await open();
    const [row] = await observer.query("select state from pg_stat_activity where pid = $1", [pid]);
    await observer.close();
    return row?.["state"];
  }
});

it("opens a session over a Unix socket, and stops its statements", async () => {
  const session = await open({ host: sockets });
  const [{ address } = {}] = await session.query("select inet_server_addr() as address");
  expect(address).toBeNull();
  const controller = new AbortController();
  const sleeping = session.query("select pg_sleep(600)", [], controller.signal);
  controller.abort();
  await expect(sleeping).rejects.toMatchObject({ name: "AbortError" });
  expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
  await session.close();
});

describe("a connection that fails", () => {
  it.each<[string, ConnectionTarget, RegExp]>([
    [
      "wrong password",
      { password: "swordfish" },
      /does not accept the password of “postgres”; edit the connection/,
    ],
    ["no database", { database: "nowhere" }, /There is no database “nowhere” on 127\.0\.0\.1:\d+/],
    ["no server", { port: 1 }, /No server answers at 127\.0\.0\.1:1; start it/],
    ["no socket", { host: "/nowhere", port: 1 }, /No server answers at \/nowhere \(port 1\)/],
    [
      "no host",
      { host: "no-such-host.invalid" },
      /There is no host “no-such-host\.invalid”|could not be looked up/,
    ],
    ["no TLS", { sslmode: "require" }, /offers no TLS; use sslmode prefer/],
    ["a file that is missing", { sslmode: "verify-ca", sslrootcert: "/no.pem" }, /\/no\.pem cannot be read/],
  ])("says so in a sentence: %s", async (_, said, sentence) => {
    const message = await failure(open(said));
    expect(message).toMatch(sentence);
    expect(message).not.toMatch(/swordfish|\n|Error:/);
  });

  it("says that a password is missing", async () => {
    const { host, port, user } = server;
    const target = await resolveTarget({ host, port, user, database: "postgres" }, { PGPASSFILE: "/none" });
    expect(await failure(openSession(target, readOnly))).toMatch(/asks for a password of “postgres”/);
  });

  it("says that a server does not answer", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const message = await failure(open({ port: portOf(silent), connectTimeout: 1 }));
    expect(message).toMatch(/did not answer within 1 s/);
    silent.close();
  });

  it("can be given up", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const controller = new AbortController();
    const opening = open({ port: portOf(silent) }, {}, controller.signal);
    await once(silent, "connection");
    controller.abort();
    await expect(opening).rejects.toMatchObject({ name: "AbortError" });
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});

describe("a server that goes away", () => {
  it("is told in the middle of a query, and to whoever holds the session", async () => {
    const mortal = await startPostgres();
    try {
      const { host, port, user, password } = mortal;
      const lost = new Promise<Error>((resolve) => {
        void open({ host, port, user, password }, { onLost: resolve }).then(async (session) => {
          const message = failure(session.query("select pg_sleep(600)"));
          const [pid = "0"] = readFileSync(await dataFile(mortal, "postmaster.pid"), "utf8").split("\n");
          process.kill(Number(pid), "SIGQUIT");
          expect(await message).toMatch(/was lost; it is opened again|ended the connection/);
          expect(session.alive).toBe(false);
        });
      });
      expect((await lost).message).toMatch(/lost|ended the connection/);
    } finally {
      await mortal.stop();
    }
  });
});

describe("TLS", () => {
  const inDays = (from: number, to: number) => ({ from, to });

  async function useCertificate(host: string, validity = inDays(-1, 365)): Promise<void> {
    const { certificate, key } = authority.issue(host, validity);
    const folder = await dataFile(server, "");
    const { uid, gid } = statSync(folder);
    for (const [name, text] of [
      ["server.crt", certificate],
      ["server.key", key],
    ] as const) {
      await writeFile(join(folder, name), text, { mode: 0o600 });
      if (process.getuid?.() === 0) await chown(join(folder, name), uid, gid);
    }
    await server.run("postgres", "alter system set ssl = on");
    await server.run("postgres", "select pg_reload_conf()");
    const { fingerprint256 } = new X509Certificate(certificate);
    await until(async () => (await shownCertificate()) === fingerprint256);
  }

  /** Fingerprint of the certificate that the server shows to new connections. */
  async function shownCertificate(): Promise<string | undefined> {
    const plain = connect(server.port, server.host);
    await once(plain, "connect");
    plain.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    const [answer] = (await once(plain, "data")) as [Buffer];
    if (answer.toString() !== "S") return undefined;
    const encrypted = connectTls({ socket: plain, rejectUnauthorized: false });
    await once(encrypted, "secureConnect");
    const { fingerprint256 } = encrypted.getPeerCertificate();
    encrypted.destroy();
    return fingerprint256;
  }

  it.each<[string, readonly [string, { from: number; to: number }], ConnectionTarget, RegExp | undefined]>([
    [
      "verify-full",
      ["localhost", inDays(-1, 365)],
      { host: "localhost", sslmode: "verify-full", sslrootcert: "ca.pem" },
      undefined,
    ],
    [
      "verify-ca",
      ["elsewhere.example", inDays(-1, 365)],
      { host: "localhost", sslmode: "verify-ca", sslrootcert: "ca.pem" },
      undefined,
    ],
    [
      "another host",
      ["elsewhere.example", inDays(-1, 365)],
      { host: "localhost", sslmode: "verify-full", sslrootcert: "ca.pem" },
      /is for another host/,
    ],
    [
      "an unknown authority",
      ["localhost", inDays(-1, 365)],
      { host: "localhost", sslmode: "verify-full", sslrootcert: "other.pem" },
      /is not signed by an authority that is known/,
    ],
    [
      "an expired certificate",
      ["localhost", inDays(-30, -1)],
      { host: "localhost", sslmode: "verify-full", sslrootcert: "ca.pem" },
      /has expired; renew it/,
    ],
    [
      "an expired one that nobody checks",
      ["localhost", inDays(-30, -1)],
      { host: "localhost", sslmode: "require" },
      undefined,
    ],
    [
      "require with a root certificate",
      ["localhost", inDays(-1, 365)],
      { host: "localhost", sslmode: "require", sslrootcert: "other.pem" },
      /authority/,
    ],
    ["prefer", ["localhost", inDays(-30, -1)], { host: "localhost", sslmode: "prefer" }, undefined],
  ])("%s", async (_, [host, validity], said, sentence) => {
    await useCertificate(host, validity);
    const { sslrootcert } = said;
    const target = {
      ...said,
      ...(sslrootcert !== undefined && { sslrootcert: join(certificates, sslrootcert) }),
    };
    if (sentence) expect(await failure(open(target))).toMatch(sentence);
    else {
      const session = await open(target);
      expect(session.encrypted).toBe(true);
      await session.close();
    }
  });

  it("carries cancel requests as well", async () => {
    await useCertificate("localhost");
    const session = await open({ sslmode: "require" });
    const controller = new AbortController();
    const sleeping = session.query("select pg_sleep(600)", [], controller.signal);
    controller.abort();
    await expect(sleeping).rejects.toMatchObject({ name: "AbortError" });
    expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
    await session.close();
  });

  describe("with certificates of clients", () => {
    const role = "certified";

    beforeAll(async () => {
      await useCertificate("localhost");
      await server.run("postgres", `create role ${role} login`);
      const rules = await dataFile(server, "pg_hba.conf");
      await writeFile(rules, `hostssl all ${role} all cert\n${await readFile(rules, "utf8")}`);
      const known = await dataFile(server, "clients.pem");
      await writeFile(known, authority.certificate, { mode: 0o644 });
      await server.run("postgres", `alter system set ssl_ca_file = '${known}'`);
      await server.run("postgres", "select pg_reload_conf()");
      await until(async () => {
        const client = await server.connect("postgres");
        const { rows } = await client.query("select from pg_hba_file_rules where auth_method = 'cert'");
        await client.end();
        return rows.length === 1;
      });
      await certify("valid", authority.issue(role));
      await certify("expired", authority.issue(role, inDays(-30, -1)));
      await certify("stranger", createAuthority("Somebody else").issue(role));
    });

    async function certify(name: string, { certificate, key }: TestCertificate): Promise<void> {
      await writeFile(join(certificates, `${name}.crt`), certificate);
      await writeFile(join(certificates, `${name}.key`), key);
    }

    const openWith = (name: string) =>
      open({
        host: "localhost",
        user: role,
        sslmode: "verify-full",
        sslrootcert: join(certificates, "ca.pem"),
        sslcert: join(certificates, `${name}.crt`),
        sslkey: join(certificates, `${name}.key`),
      });

    it("lets in whoever has one", async () => {
      const session = await openWith("valid");
      expect(await session.query("select current_user::text as role")).toEqual([{ role }]);
      await session.close();
    });

    it.each([
      ["expired", /does not accept the client certificate: it has expired; .*sslcert/],
      ["stranger", /does not accept the client certificate: .*authority/],
      ["missing", /The certificate file .*missing\.crt cannot be read/],
    ])("says what is wrong with one that is %s", async (name, sentence) => {
      expect(await failure(openWith(name))).toMatch(sentence);
    });

    it("says that one is needed", async () => {
      expect(await failure(open({ host: "localhost", user: role, sslmode: "require" }))).toMatch(
        /asks for a client certificate of “certified”; name it .*sslcert/,
      );
    });
  });

  it("is not used when it is disabled", async () => {
    const session = await open({ sslmode: "disable" });
    expect(session.encrypted).toBe(false);
    await session.close();
  });
});

describe("behind a pooler that refuses settings", () => {
  it("every transaction is read-only, and the next client inherits nothing", async () => {
    const pooler = createServer((client) => refuseOptions(client)).listen(0, "127.0.0.1");
    await once(pooler, "listening");
    const session = await open({ port: portOf(pooler), sslmode: "disable" });
    expect(await session.query("show transaction_read_only")).toEqual([{ transaction_read_only: "on" }]);
    expect(await failure(session.query("create table public.pooled ()"))).toMatch(/reads only/);
    await session.query("begin isolation level repeatable read read only");
    expect(await session.query("show lock_timeout")).toEqual([{ lock_timeout: "2s" }]);
    await session.query("commit");
    await session.close();
    pooler.close();
  });

  /** Answers like PgBouncer to a startup packet with options, and hands everything else on. */
  function refuseOptions(client: Socket): void {
    client.once("data", (startup) => {
      if (startup.includes("options\0")) {
        const fields = Buffer.from("SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0");
        const header = Buffer.from([0x45, 0, 0, 0, fields.length + 4]);
        client.end(Buffer.concat([header, fields]));
        return;
      }
      const upstream = connect(server.port, server.host);
      upstream.write(startup);
      client.pipe(upstream).pipe(client);
      client.on("error", () => upstream.destroy());
      upstream.on("error", () => client.destroy());
    });
  }
});

/**
 * Hands everything on to the server, requests to cancel only when the next statement runs, or after a while.
 * @param onShort called when the short statement has passed
 */
async function openSlowRoad(onShort: () => void): Promise<Server> {
  const lateness = 300;
  const passed = new EventEmitter();
  // Half open: the end of a request to cancel must not look like the end of the answer.
  const road = createServer({ allowHalfOpen: true }, (client) => {
    client.once("data", (first) => {
      const upstream = connect(server.port, server.host);
      client.on("error", () => upstream.destroy());
      upstream.on("error", () => client.destroy());
      const handOn = () => {
        upstream.write(first);
        client.pipe(upstream).pipe(client);
      };
      const isCancelRequest = first.length === 16;
      if (isCancelRequest) {
        void Promise.race([once(passed, "next"), setTimeout(lateness)]).then(handOn);
        return;
      }
      handOn();
      client.on("data", (message) => {
        if (message.includes("as short")) onShort();
        if (message.includes("as next")) passed.emit("next");
      });
    });
  });
  await once(road.listen(0, "127.0.0.1"), "listening");
  return road;
}

async function dataFile(of: TestServer, name: string): Promise<string> {
  const client = await of.connect("postgres");
  const { rows } = await client.query<{ data_directory: string }>("show data_directory");
  await client.end();
  return join(rows[0]?.data_directory ?? "", name);
}

function portOf(listening: Server): number {
  const address = listening.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
