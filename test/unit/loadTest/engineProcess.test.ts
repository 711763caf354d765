import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundling } from "../../../scripts/bundling.mjs";
import { forkLoad } from "../../../src/features/loadTest/forkLoad.ts";
import type { LoadPlan, LoadSnapshot } from "../../../src/features/loadTest/protocol.ts";
import { isAbort } from "../../../src/shared/userError.ts";
import { type LoadServer, serveHttp } from "../../support/loadServers.ts";

const root = join(import.meta.dirname, "..", "..", "..");

describe("the load process", () => {
  let folder = "";
  let server: LoadServer;
  let processPath = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "load-process-"));
    processPath = join(folder, "load.js");
    await build({
      ...bundling,
      metafile: false,
      absWorkingDir: root,
      outdir: folder,
      entryPoints: {
        load: "src/features/loadTest/process.ts",
        loadWorker: "src/features/loadTest/engine/worker/main.ts",
      },
      minify: true,
      logLevel: "silent",
    });
    server = await serveHttp((_, response) => void response.end("hello"));
  }, 60_000);

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const plan = (length: LoadPlan["length"]): LoadPlan => ({
    targets: [{ requests: [{ method: "GET", url: server.url }] }],
    pace: { kind: "closed", concurrency: 4 },
    length,
  });

  it("carries a plan out as it ships, with progress, and is gone afterwards", async () => {
    const snapshots: LoadSnapshot[] = [];
    const result = await forkLoad(plan({ duration: 1_200 }), {
      processPath,
      onSnapshot: (snapshot) => snapshots.push(snapshot),
    });
    expect(result.targets[0]?.requests).toBeGreaterThan(50);
    expect(result.targets[0]?.failed).toBe(0);
    expect(snapshots.length).toBeGreaterThan(2);
    expect(snapshots.length).toBeLessThan(8);
    expect(snapshots.at(-1)?.targets[0]?.latency.p50).toBeGreaterThan(0);
  });

  it("gives the figures so far when it is stopped", async () => {
    const stop = new AbortController();
    const result = await forkLoad(plan({ duration: 60_000 }), {
      processPath,
      signal: stop.signal,
      onSnapshot: () => stop.abort(),
    });
    expect(result.outcome).toBe("stopped");
    expect(result.targets[0]?.sent).toBeGreaterThan(0);
  });

  it("passes on why it cannot start, and does not start when it is too late", async () => {
    const odd = { ...plan({}), pace: { kind: "closed", concurrency: 0 } } as const;
    await expect(forkLoad(odd, { processPath })).rejects.toThrow("must be more than 0");
    const late = forkLoad(plan({}), { processPath, signal: AbortSignal.abort() });
    await expect(late).rejects.toSatisfy(isAbort);
  });

  it("says so when there is no such process", async () => {
    const missing = forkLoad(plan({}), { processPath: join(folder, "missing.js") });
    await expect(missing).rejects.toThrow("ended before it had a result");
  });
});
