import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../../src/features/database/engine/catalog/model.ts";
import { readCatalog } from "../../../src/features/database/engine/catalog/readCatalog.ts";
import { serverMajors, startPostgres } from "../../support/postgres/server.ts";
import type { TestServer } from "../../support/postgres/server.ts";

const everyKind = readFileSync(join(import.meta.dirname, "../../fixtures/database/everyKind.sql"), "utf8");

describe.each(serverMajors)("the catalog of a server of major %i", (major) => {
  let server: TestServer;
  let catalog: Catalog;
  beforeAll(async () => {
    server = await startPostgres(major);
    const database = await server.createDatabase();
    await server.run(database, everyKind);
    catalog = await readCatalog(await server.connect(database));
  });
  afterAll(() => server.stop());

  it("holds every kind of object", () => {
    console.log([...catalog.objects.values()].map((x) => JSON.stringify(x)).join("\n"));
    console.log([...catalog.dependencies].map(([a, b]) => a + " -> " + [...b].join(", ")).join("\n"));
    console.log(catalog.unmodelled);
    expect(catalog.server.major).toBe(major);
  });
});
