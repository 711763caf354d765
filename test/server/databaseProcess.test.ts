import { once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../../src/shared/userError.ts";
import { startDatabaseProcess, type TestDatabaseProcess } from "../support/databaseProcess.ts";
import { startPostgres, type TestServer } from "../support/postgres/server.ts";

let server: TestServer;
let running: TestDatabaseProcess;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());
afterEach(() => running.stop());

const target = () => ({
  host: server.host,
  port: server.port,
  user: server.user,
  password: server.password,
  database: "postgres",
});

describe("dist/database.js", () => {
  it("tests a connection", async () => {
    running = startDatabaseProcess();
    const summary = await running.channel.call("testConnection", target());
    expect(summary).toEqual({
      version: expect.stringMatching(/^18\.\d+$/) as string,
      major: 18,
      database: "postgres",
      user: "postgres",
      encrypted: false,
    });
  });

  it("says in one sentence why a connection fails, and never the password", async () => {
    running = startDatabaseProcess();
    const failed = running.channel.call("testConnection", { ...target(), password: "swordfish" });
    const error = await failed.catch((reason: unknown) => reason as Error);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(/does not accept the password of “postgres”/);
    expect((error as Error).message + running.output()).not.toContain("swordfish");
  });

  it("ends when the extension does", async () => {
    running = startDatabaseProcess();
    await running.channel.call("testConnection", target());
    const exited = once(running.child, "exit");
    running.child.disconnect();
    expect(await exited).toEqual([0, null]);
  });
});
