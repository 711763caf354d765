import { afterEach, describe, expect, it } from "vitest";
import { type LoadPlan, runLoad, type TargetResult } from "../../../src/features/loadTest/engine/index.ts";
import { type Exchange, type LoadServer, serveBytes } from "../../support/loadServers.ts";

let server: (LoadServer & { readonly requests: () => number }) | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

type Options = Partial<Omit<LoadPlan, "targets">> & { readonly method?: string };

/** Sends requests to a server that answers with a script; by default 20 over 2 connections. */
async function load(script: (exchange: Exchange) => void, options: Options = {}): Promise<TargetResult> {
  server = await serveBytes(script);
  const { method = "GET", ...plan } = options;
  const result = await runLoad({
    targets: [{ requests: [{ method, url: server.url }] }],
    pace: { kind: "closed", concurrency: 2 },
    length: { requests: 20 },
    timeouts: { request: 2_000 },
    workers: 1,
    ...plan,
  });
  const [target] = result.targets;
  if (!target) throw new Error("The result has no target.");
  return target;
}

describe("the raw engine", () => {
  it.each([
    ["a known length", hello, "GET"],
    ["no body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "GET"],
    [
      "chunks and trailers",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n",
      "GET",
    ],
    ["interim responses", `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${hello}`, "GET"],
    ["HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "HEAD"],
    ["204", "HTTP/1.1 204 No Content\r\n\r\n", "DELETE"],
    ["304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", "GET"],
  ])(
    "keeps its connections over answers with %s, in whatever pieces they come",
    async (_, response, method) => {
      const target = await load(
        ({ socket, index }) => {
          const cut = 1 + (index % (response.length - 1));
          socket.write(response.slice(0, cut), "latin1", () =>
            setImmediate(() => socket.write(response.slice(cut), "latin1")),
          );
        },
        { method, length: { requests: response.length } },
      );
      expect(target).toMatchObject({
        requests: response.length,
        failed: 0,
        cut: 0,
        connections: 2,
        oddities: {},
      });
      expect(server?.requests()).toBe(response.length);
    },
  );

  it("takes the end of the connection for the end of a body without a length", async () => {
    const target = await load(({ socket }) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\nhel");
      setImmediate(() => socket.end("lo"));
    });
    expect(target).toMatchObject({ requests: 20, failed: 0, status: { "200": 20 } });
    expect(target.samples[0]).toMatchObject({ status: 200, body: "hello" });
    expect(target.connections).toBeGreaterThanOrEqual(20);
  });

  it("connects again after Connection: close, and counts no error", async () => {
    const target = await load(({ socket }) => socket.end(hello.replace("\r\n", "\r\nConnection: close\r\n")));
    expect(target).toMatchObject({ requests: 20, failed: 0, retried: 0 });
    expect(target.connections).toBeGreaterThanOrEqual(20);
  });

  it("asks for a new connection each time without keep-alive", async () => {
    const heads: string[] = [];
    const target = await load(
      ({ socket, head }) => {
        heads.push(head);
        socket.write(hello);
      },
      { keepAlive: false },
    );
    expect(target).toMatchObject({ requests: 20, failed: 0, connections: 20 });
    expect(heads.every((head) => head.includes("Connection: close"))).toBe(true);
  });

  // Failures make the engine wait longer and longer, so there are few of them here.
  const few = { length: { requests: 8 } };

  it("calls an answer that ends too early truncated", async () => {
    const target = await load(
      ({ socket }) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"),
      few,
    );
    expect(target).toMatchObject({ requests: 0, failed: 8, errors: { truncated: 8 } });
    expect(target.errorSamples[0]?.message).toBe("The server closed the connection within an answer.");
  });

  it("tells a reset from a close, and from a close before any answer", async () => {
    const target = await load(({ socket, index }) => {
      if (index % 2 === 0) socket.resetAndDestroy();
      else socket.end();
    }, few);
    expect(target).toMatchObject({ requests: 0, failed: 8, errors: { reset: 8 } });
  });

  it("names what is not HTTP", async () => {
    const target = await load(({ socket }) => socket.write("SSH-2.0-OpenSSH_9.6\r\n"), few);
    expect(target).toMatchObject({ requests: 0, errors: { protocol: 8 } });
  });

  it("sends an idempotent request again when the server closed its idle connection, and says so", async () => {
    const target = await load(({ socket, indexOnConnection }) => {
      if (indexOnConnection === 0) socket.write(hello);
      else socket.end();
    });
    expect(target).toMatchObject({ requests: 20, failed: 0 });
    expect(target.retried).toBeGreaterThanOrEqual(9);
  });

  it("does not repeat a request that may have had an effect", async () => {
    const target = await load(
      ({ socket, indexOnConnection }) => {
        if (indexOnConnection === 0) socket.write(hello);
        else socket.end();
      },
      { method: "POST" },
    );
    expect(target.retried).toBe(0);
    expect(target.requests + (target.errors["keepalive-race"] ?? 0)).toBe(20);
    expect(target.errors["keepalive-race"]).toBeGreaterThanOrEqual(9);
  });

  it("never takes bytes that nobody asked for as the next answer", async () => {
    const target = await load(({ socket }) =>
      socket.write(`${hello}HTTP/1.1 500 Poisoned\r\nContent-Length: 0\r\n\r\n`),
    );
    expect(target).toMatchObject({ status: { "200": 20 }, failed: 0, oddities: { "unsolicited-bytes": 20 } });
    expect(target.connections).toBeGreaterThanOrEqual(20);
  });

  it("drops a connection on which bytes arrive while it is idle", async () => {
    const target = await load(
      ({ socket }) => {
        socket.write(hello);
        setTimeout(() => socket.write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"), 20);
      },
      { pace: { kind: "rate", rate: 20, connections: 1 }, length: { requests: 10 } },
    );
    expect(target).toMatchObject({ status: { "200": 10 }, failed: 0 });
    expect(target.oddities["unsolicited-bytes"]).toBeGreaterThanOrEqual(1);
  });

  it("accepts an answer that comes before the request has left, and then takes a new connection", async () => {
    const size = 8 * 1024 * 1024;
    server = await serveBytes(({ socket }) => {
      socket.pause();
      socket.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
    });
    const url = server.url;
    const result = await runLoad({
      targets: [{ requests: [{ method: "POST", url, body: { text: "x".repeat(size) } }] }],
      pace: { kind: "closed", concurrency: 1 },
      length: { requests: 4 },
      workers: 1,
    });
    expect(result.targets[0]).toMatchObject({
      status: { "413": 4 },
      failed: 0,
      oddities: { "early-answer": 4 },
    });
  });

  it("gives up an answer that does not come, and counts the wait into the latency", async () => {
    const target = await load(
      ({ socket, index }) => {
        if (index % 2 === 0) socket.write(hello);
      },
      { timeouts: { request: 200 }, length: { requests: 20 } },
    );
    expect(target).toMatchObject({ requests: 10, errors: { timeout: 10 }, censored: 10 });
    expect(target.latency.count).toBe(20);
    expect(target.latency.p75).toBeGreaterThanOrEqual(200);
  });

  it("gives up a slowloris", async () => {
    const target = await load(
      ({ socket }) => {
        const timer = setInterval(() => socket.write("X-Drip: 1\r\n"), 20);
        socket.once("close", () => clearInterval(timer));
        socket.write("HTTP/1.1 200 OK\r\n");
      },
      { timeouts: { request: 200 }, length: { requests: 4 } },
    );
    expect(target).toMatchObject({ requests: 0, errors: { timeout: 4 } });
  });

  it("waits for answers under way at the end, and cuts what does not come without calling it an error", async () => {
    const started = Date.now();
    const target = await load(
      ({ socket, index }) => {
        if (index < 10) socket.write(hello);
      },
      {
        length: { duration: 300 },
        timeouts: { drain: 100 },
      },
    );
    expect(target).toMatchObject({ requests: 10, failed: 0, cut: 2 });
    expect(target.sent).toBe(12);
    expect(target.latency.count).toBe(10);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it("counts odd line ends and both framings, and trusts the chunks", async () => {
    const odd = "HTTP/1.1 200 OK\nContent-Length: 99\nTransfer-Encoding: chunked\n\n1\r\nx\r\n0\r\n\r\n";
    const target = await load(({ socket }) => socket.write(odd));
    expect(target).toMatchObject({
      requests: 20,
      failed: 0,
      oddities: { "line-feed-only": 20, "length-and-chunked": 20 },
    });
  });

  it("keeps the first answer of each status", async () => {
    const target = await load(({ socket, index }) =>
      socket.write(
        index === 7
          ? "HTTP/1.1 503 Busy\r\nRetry-After: 3\r\nSet-Cookie: id=secret\r\nContent-Length: 4\r\n\r\nbusy"
          : hello,
      ),
    );
    expect(target.status).toEqual({ "200": 19, "503": 1 });
    expect(target).toMatchObject({ requests: 20, unexpected: 1, failed: 0 });
    expect(target.samples.find(({ status }) => status === 503)).toMatchObject({
      headers: [
        ["Retry-After", "3"],
        ["Set-Cookie", "***"],
        ["Content-Length", "4"],
      ],
      body: "busy",
    });
    expect(JSON.stringify(target)).not.toContain("id=secret");
  });
});
