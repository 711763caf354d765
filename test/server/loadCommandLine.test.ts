import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const cli = join(import.meta.dirname, "../../dist/cli.js");
let server: Server;
let url = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    response.writeHead(request.url === "/broken" ? 500 : 200).end("ok");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function run(...args: readonly string[]) {
  return new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>(
    (resolve) => {
      execFile(process.execPath, [cli, "load", ...args], (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
      );
    },
  );
}

describe("senior-backend load", () => {
  it("measures with worker threads of its own bundle and prints the promised object", async () => {
    const { code, stdout, stderr } = await run(
      url,
      "--count",
      "300",
      "--format",
      "json",
      "--expect",
      "errors<1%",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      requests: 300,
      status: { "200": 300 },
      errors: {},
      generator: { engine: "raw" },
      expectations: [{ expect: "errors<1%", ok: true, actual: 0 }],
    });
  });

  it("exits with 1 when an expectation fails and with 2 and one sentence when nothing can be measured", async () => {
    expect((await run(`${url}/broken`, "--count", "20", "--expect-status", "200")).code).toBe(1);
    const refused = await run("http://127.0.0.1:9/", "--count", "1");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^senior-backend: No connection to http:\/\/127\.0\.0\.1:9\b.*\.\n$/);
  });

  it("shows the figures so far on Ctrl+C", async () => {
    const child = spawn(process.execPath, [cli, "load", url, "--duration", "60"]);
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    await once(server, "request");
    child.kill("SIGINT");
    await once(child, "close");
    expect(stdout).toMatch(/^Stopped early: these are the figures up to then\./);
  });

  it("explains itself", async () => {
    const { stdout } = await run("--help");
    for (const flag of [
      "--rate",
      "--stage",
      "--expect-rate-limit",
      "--compare",
      "--attack",
      "--max-rate",
      "--export",
    ])
      expect(stdout).toContain(flag);
  });
});
