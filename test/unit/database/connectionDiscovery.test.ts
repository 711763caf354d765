import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  discoverConnections,
  readOrigin,
} from "../../../src/features/database/engine/connection/discovery/discover.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "senior-backend-discovery-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function discover(environment: Readonly<Record<string, string>> = {}) {
  const found = await discoverConnections([folder], environment, new AbortController().signal);
  return found.map(({ place, parameters, hasPassword, role }) => ({
    place,
    ...parameters,
    hasPassword,
    role,
  }));
}

const shop = {
  host: "localhost",
  port: 5433,
  user: "ada",
  database: "shop",
  hasPassword: true,
  role: "development",
};

describe("discoverConnections", () => {
  it.each([
    [".env", "DATABASE_URL=postgres://ada:x@localhost:5433/shop", "DATABASE_URL"],
    [".env.local", 'export PG="postgres://ada:x@localhost:5433/shop" # ours', "PG"],
    [".env", "P=x\nDATABASE_URL=postgres://ada:${P}@localhost:${PORT:-5433}/shop", "DATABASE_URL"],
    [".env", "PGHOST=localhost\nPGPORT=5433\nPGUSER=ada\nPGPASSWORD=x\nPGDATABASE=shop", "PGHOST"],
    [".env", "DB_HOST=localhost\nDB_PORT=5433\nDB_USERNAME=ada\nDB_PASSWORD=x\nDB_DATABASE=shop", "DB_HOST"],
    [
      "compose.yaml",
      "services:\n  db:\n    image: postgres:18\n    ports: ['5433:5432']\n    environment:\n      POSTGRES_USER: ada\n      POSTGRES_PASSWORD: x\n      POSTGRES_DB: shop\n",
      "services.db",
    ],
    [
      "docker-compose.dev.yml",
      "services:\n  db:\n    image: docker.io/pgvector/pgvector:pg17\n    ports:\n      - { target: 5432, published: 5433 }\n    environment: [POSTGRES_USER=ada, 'POSTGRES_PASSWORD=${PW:-x}', POSTGRES_DB=shop]\n",
      "services.db",
    ],
    [
      "prisma/schema.prisma",
      'datasource db {\n  provider = "postgresql"\n  url = "postgresql://ada:x@localhost:5433/shop?schema=public"\n}\n',
      "datasource db",
    ],
    [
      "drizzle.config.ts",
      'export default { dialect: "postgresql", dbCredentials: { host: "localhost", port: 5433, user: "ada", password: "x", database: "shop" } };',
      "connection 1",
    ],
    [
      "drizzle.config.ts",
      'defineConfig({ dialect: "postgresql", dbCredentials: { url: "postgres://ada:x@localhost:5433/shop" } })',
      "url 1",
    ],
    [
      "knexfile.js",
      "module.exports = { client: 'pg', connection: { host: process.env.NO_SUCH || 'localhost', port: 5433, user: 'ada', password: 'x', database: 'shop' } }",
      "connection 1",
    ],
  ])("reads %s", async (file, text, key) => {
    write({ [file]: text });
    expect(await discover()).toEqual([{ place: `${file}, ${key}`, ...shop }]);
  });

  it("looks up the variables that files refer to, and offers a database once", async () => {
    write({
      ".env": "DATABASE_URL=postgres://ada:x@localhost:5433/shop",
      "prisma/schema.prisma": 'datasource db {\n provider = "postgresql"\n url = env("DATABASE_URL")\n}',
      "drizzle.config.ts":
        'export default { dialect: "postgresql", dbCredentials: { url: process.env.DATABASE_URL! } }',
      "packages/api/drizzle.config.ts":
        'export default { dialect: "postgresql", url: process.env["OTHER_URL"] }',
      "packages/api/.env": "OTHER_URL=postgres://ada@localhost/other",
    });
    expect((await discover()).map(({ place, database }) => [place, database])).toEqual([
      [".env, DATABASE_URL", "shop"],
      ["packages/api/.env, OTHER_URL", "other"],
    ]);
  });

  it("leaves alone what is no Postgres, no place to connect to, or not the project's own", async () => {
    write({
      ".env": "DATABASE_URL=mysql://ada:x@localhost/shop\nDB_CONNECTION=mysql\nDB_HOST=localhost",
      ".env.example": "DATABASE_URL=postgres://user:password@host/database",
      "node_modules/x/.env": "DATABASE_URL=postgres://localhost/x",
      "compose.yaml":
        "services:\n  db: { image: postgres }\n  cache: { image: redis, ports: ['5433:5432'] }\n  bad: 3\n",
      "docker-compose.yml": "services: [\n",
      "schema.prisma": 'datasource db { provider = "mysql"\n url = "mysql://h/x" }',
      "knexfile.js": "// postgres://ada@h/commented\nmodule.exports = { client: 'pg' }",
    });
    expect(await discover()).toEqual([]);
  });

  it("knows the environment, and what production looks like", async () => {
    write({ ".env.production": "DATABASE_URL=postgres://ada:x@db.internal/shop" });
    const found = await discover({ POSTGRES_URL: "postgres://localhost/mine" });
    expect(found.map(({ place, role }) => [place, role])).toEqual([
      [".env.production, DATABASE_URL", "production"],
      ["the environment, POSTGRES_URL", "development"],
    ]);
  });

  it("keeps passwords out of what it finds, and reads them when they are needed", async () => {
    write({ ".env": "DATABASE_URL=postgres://ada:swordfish@localhost/shop" });
    const found = await discoverConnections([folder], {}, new AbortController().signal);
    expect(JSON.stringify(found)).not.toContain("swordfish");
    const origin = { file: join(folder, ".env"), key: "DATABASE_URL" };
    expect(await readOrigin(origin, {})).toMatchObject({ password: "swordfish" });
    await expect(readOrigin({ ...origin, key: "GONE" }, {})).rejects.toThrow(".env has no GONE any more");
  });
});
