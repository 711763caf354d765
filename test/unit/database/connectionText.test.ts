import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guessRole } from "../../../src/features/database/engine/connection/guessRole.ts";
import {
  isConnectionUrl,
  parseConnectionText,
} from "../../../src/features/database/engine/connection/parseUrl.ts";
import { resolveTarget } from "../../../src/features/database/engine/connection/resolveTarget.ts";

describe("parseConnectionText", () => {
  it.each([
    [
      "postgres://ada:secret@db.example.com:6543/shop?sslmode=verify-full&sslrootcert=/ca.pem",
      {
        host: "db.example.com",
        port: 6543,
        user: "ada",
        password: "secret",
        database: "shop",
        sslmode: "verify-full",
        sslrootcert: "/ca.pem",
      },
    ],
    ["postgresql://localhost", { host: "localhost" }],
    ["postgresql:///shop", { database: "shop" }],
    ["postgres://[::1]:5433/shop", { host: "::1", port: 5433, database: "shop" }],
    ["postgres://a.example,b.example:5433/shop", { host: "a.example", database: "shop" }],
    ["postgres://%2Fvar%2Frun%2Fpostgresql/shop", { host: "/var/run/postgresql", database: "shop" }],
    ["postgres:///shop?host=/tmp&port=5433", { host: "/tmp", port: 5433, database: "shop" }],
    [
      "postgresql+asyncpg://ada@h/shop?ssl=true",
      { host: "h", user: "ada", database: "shop", sslmode: "require" },
    ],
    [
      "jdbc:postgresql://h:5433/shop?user=ada&password=x",
      { host: "h", port: 5433, user: "ada", password: "x", database: "shop" },
    ],
    [' "postgres://h/shop" ', { host: "h", database: "shop" }],
    ["postgres://h/shop?schema=public&pgbouncer=true", { host: "h", database: "shop" }],
    [
      "host=h port=5433 user=ada password='it''s' dbname=shop",
      { host: "h", port: 5433, user: "ada", password: "it", database: "shop" },
    ],
    [
      String.raw`host = h password = 'a b\'c' dbname = x\ y`,
      { host: "h", password: "a b'c", database: "x y" },
    ],
    ["service=live", { service: "live" }],
  ])("%s", (text, target) => {
    expect(parseConnectionText(text)).toEqual(target);
  });

  it.each(["p@ss", "p/w", "p#w?x", "100%", "a:b", "%zz", "p@s/s?q#r"])(
    "takes the password %s as it was pasted",
    (password) => {
      const { host, database, ...rest } = parseConnectionText(`postgres://ada:${password}@h/shop`);
      expect({ host, database, ...rest }).toEqual({ host: "h", database: "shop", user: "ada", password });
    },
  );

  it("reads back whatever was percent-encoded", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((value) => !/^\s|\s$/.test(value));
    fc.assert(
      fc.property(text, text, text, (user, password, database) => {
        const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@h:1/${encodeURIComponent(database)}`;
        expect(parseConnectionText(url)).toEqual({ host: "h", port: 1, user, password, database });
      }),
    );
  });

  it("never repeats a text that it cannot read", () => {
    expect(() => parseConnectionText("mysql://ada:swordfish@h/shop")).toThrow(/^This is no connection URL/);
    expect(() => parseConnectionText("postgres://h/shop?sslmode=maybe")).toThrow(
      /There is no sslmode “maybe”/,
    );
  });

  it("tells URLs from other texts", () => {
    expect(
      ["postgres://h", "postgresql+psycopg2://h", "mysql://h", "h"].map((text) => isConnectionUrl(text)),
    ).toEqual([true, true, false, false]);
  });
});

describe("resolveTarget", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "senior-backend-connection-"));
    writeFileSync(
      join(folder, "services"),
      "# ours\n[live]\nhost=live.example\nport=6000\ndbname=shop\nuser=reader\n\n[other]\nhost=other.example\n",
    );
    writeFileSync(join(folder, "pgpass"), "live.example:6000:shop:reader:from file\n", { mode: 0o600 });
    process.env["PGPASSFILE"] = join(folder, "pgpass");
  });
  afterAll(() => {
    delete process.env["PGPASSFILE"];
    rmSync(folder, { recursive: true });
  });

  it("takes a service, then variables, then defaults, and the password file last", async () => {
    const environment = {
      PGSERVICEFILE: join(folder, "services"),
      PGSERVICE: "live",
      PGHOST: "ignored",
      PGSSLMODE: "disable",
    };
    expect(await resolveTarget({}, environment)).toMatchObject({
      host: "live.example",
      port: 6000,
      user: "reader",
      database: "shop",
      sslmode: "disable",
      password: "from file",
    });
  });

  it("prefers what the connection says itself", async () => {
    const said = { host: "h", port: 1, user: "u", database: "d", password: "p", sslmode: "require" } as const;
    const environment = { PGHOST: "x", PGPORT: "2", PGUSER: "y", PGDATABASE: "z", PGPASSWORD: "q" };
    expect(await resolveTarget(said, environment)).toMatchObject(said);
  });

  it("says where a service was looked for", async () => {
    const environment = { PGSERVICEFILE: join(folder, "services") };
    await expect(resolveTarget({ service: "gone" }, environment)).rejects.toThrow(
      /no service “gone” in .*services/,
    );
  });
});

describe("guessRole", () => {
  it.each([
    [{ host: "localhost" }, "development"],
    [{}, "development"],
    [{ host: "/var/run/postgresql" }, "development"],
    [{ host: "db.prod.example.com" }, "production"],
    [{ host: "shop.abc.eu-west-1.rds.amazonaws.com" }, "production"],
    [{ host: "staging-db.example.com" }, "staging"],
    [{ host: "db.example.com", database: "shop_preprod" }, "staging"],
    [{ host: "db.dev.example.com" }, "development"],
    [{ host: "localhost", name: ".env.production" }, "production"],
    [{ host: "localhost", database: "products" }, "development"],
    [{ host: "localhost", database: "delivery" }, "development"],
  ] as const)("%o is %s", (place, role) => {
    expect(guessRole(place)).toBe(role);
  });
});
