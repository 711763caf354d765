import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** The sample API in a process of its own, behind a door that can be made slow. */
export interface SampleApi {
  readonly origin: string;
  /** Time that every answer is held back, in ms. */
  delay: number;
  /** Requests that have come in so far. */
  readonly requests: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts media/sample/api on a free port. */
export async function startSampleApi(): Promise<SampleApi> {
  const script = join(import.meta.dirname, "..", "..", "media", "sample", "api", "server.mjs");
  const api = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: "0", HOST: "127.0.0.1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(api.stdout, "data")) as [Buffer];
  const target = new URL(/http:\S+/.exec(line.toString())?.[0] ?? "");
  let requests = 0;
  const door = createServer((incoming, outgoing) => {
    requests++;
    const pass = () => {
      const { method, url, headers } = incoming;
      const options = { host: "127.0.0.1", port: target.port, method, path: url, headers };
      const passed = forward(options, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on("error", () => outgoing.destroy());
      incoming.pipe(passed);
    };
    if (sample.delay > 0) setTimeout(pass, sample.delay);
    else pass();
  }).listen(0, "127.0.0.1");
  await once(door, "listening");
  const sample = {
    origin: `http://localhost:${(door.address() as AddressInfo).port}`,
    delay: 0,
    requests: () => requests,
    stop: async () => {
      door.closeAllConnections();
      door.close();
      api.kill("SIGKILL");
      await once(api, "exit");
    },
  };
  return sample;
}
