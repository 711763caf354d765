import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverMajors, startPostgres } from "../../support/postgres/server.ts";
import type { TestServer } from "../../support/postgres/server.ts";

describe.each(serverMajors)("the test server of major %i", (major) => {
  let server: TestServer;
  beforeAll(async () => (server = await startPostgres(major)));
  afterAll(() => server.stop());

  it("is that major, and copies a database", async () => {
    const origin = await server.createDatabase();
    await server.run(origin, "create table t (id int)");
    const client = await server.connect(await server.createDatabase(origin));
    const version = await client.query<{ version: string }>(
      "select current_setting('server_version') version from t right join (select) one on true",
    );
    expect(version.rows[0]?.version).toMatch(new RegExp(`^${major}\\.`));
  });
});
