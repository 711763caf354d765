import { createServer as createHttp1, type RequestListener } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createHttps } from "node:https";
import { connect, type Server } from "node:net";
import { createServer as createTls } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { type LoadPlan, runLoad } from "../../../src/features/loadTest/engine/index.ts";
import { certificate, privateKey } from "../../support/loadCertificate.ts";
import { listenOn, type LoadServer, serveHttp } from "../../support/loadServers.ts";

const servers: LoadServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(server: Server, protocol = "https"): Promise<LoadServer> {
  const started = await listenOn(server, protocol);
  servers.push(started);
  return started;
}

async function load(url: string, plan: Partial<LoadPlan> = {}) {
  const result = await runLoad({
    targets: [{ requests: [{ method: "GET", url }] }],
    pace: { kind: "closed", concurrency: 8 },
    length: { requests: 200 },
    tls: { ca: certificate },
    workers: 1,
    ...plan,
  });
  const [target] = result.targets;
  if (!target) throw new Error("The result has no target.");
  return { result, target };
}

const credentials = { key: privateKey, cert: certificate };
const answer: RequestListener = (request, response) => {
  if (request.url === "/moved") response.writeHead(302, { Location: "/" }).end();
  else response.writeHead(200, { "Content-Type": "text/plain" }).end("hello");
};

describe("over TLS", () => {
  it("speaks HTTP/1.1 with its own engine and keeps connections", async () => {
    const server = await start(createHttps({ ...credentials, keepAliveTimeout: 0 }, answer));
    const { result, target } = await load(server.url);
    expect(result.generator.engine).toBe("raw");
    expect(target).toMatchObject({ requests: 200, failed: 0, status: { "200": 200 } });
    expect(target.connections).toBeLessThan(20);
    expect(target.samples[0]?.body).toBe("hello");
  });

  it("finds the server by the name in its certificate", async () => {
    const server = await start(createHttps({ ...credentials, keepAliveTimeout: 0 }, answer));
    const { target } = await load(`https://localhost:${server.port}/`, { length: { requests: 8 } });
    expect(target).toMatchObject({ requests: 8, failed: 0 });
  });

  it("refuses a certificate that nobody vouches for, unless told not to look", async () => {
    const server = await start(createHttps({ ...credentials, keepAliveTimeout: 0 }, answer));
    await expect(load(server.url, { tls: {} })).rejects.toThrow(
      "TLS was not agreed on. self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT). Name the authority",
    );
    const { target } = await load(server.url, { tls: { insecure: true }, length: { requests: 8 } });
    expect(target).toMatchObject({ requests: 8, failed: 0 });
  });

  it("names a server that does not speak TLS", async () => {
    const plain = await serveHttp(answer);
    servers.push(plain);
    await expect(load(plain.url.replace("http:", "https:"))).rejects.toThrow("TLS was not agreed on.");
  });
});

describe("HTTP/2", () => {
  it("is spoken over one connection, as many streams as asked", async () => {
    let sessions = 0;
    let most = 0;
    let under = 0;
    const server = createSecureServer(credentials, (_, response) => {
      most = Math.max(most, ++under);
      setTimeout(() => {
        under--;
        response.writeHead(200, { "content-type": "text/plain" });
        response.end("hello");
      }, 5);
    });
    server.on("session", () => sessions++);
    const started = await start(server);
    const { result, target } = await load(started.url, { httpVersion: "2" });
    expect(result.generator.engine).toBe("undici");
    expect(target).toMatchObject({ requests: 200, failed: 0, status: { "200": 200 }, connections: 1 });
    expect(target.samples[0]).toMatchObject({ status: 200, body: "hello" });
    expect(target.bytesIn).toBeGreaterThan(200 * 5);
    // One more looks whether the server is there.
    expect(sessions).toBeLessThanOrEqual(2);
    expect(most).toBeGreaterThan(4);
    expect(most).toBeLessThanOrEqual(8);
  });

  it("is not mistaken for HTTP/1.1", async () => {
    const server = await start(createHttps({ ...credentials, keepAliveTimeout: 0 }, answer));
    await expect(load(server.url, { httpVersion: "2" })).rejects.toThrow("does not speak");
    const without = await start(createTls(credentials));
    await expect(load(without.url, { httpVersion: "2" })).rejects.toThrow("does not speak HTTP/2");
  });

  it("gives up streams that do not answer, and goes on", async () => {
    let index = 0;
    const server = createSecureServer(credentials, (_, response) => {
      if (index++ % 4 !== 0) response.end("hello");
    });
    const started = await start(server);
    const { target } = await load(started.url, {
      httpVersion: "2",
      length: { requests: 40 },
      timeouts: { request: 150 },
    });
    expect(target).toMatchObject({ requests: 30, errors: { timeout: 10 }, failed: 10 });
  });

  it("keeps a schedule", async () => {
    const server = createSecureServer(credentials, (_, response) => response.end("hello"));
    const started = await start(server);
    const { target } = await load(started.url, {
      httpVersion: "2",
      pace: { kind: "rate", rate: 200 },
      length: { duration: 1_000 },
    });
    expect(target).toMatchObject({ sent: 200, requests: 200, failed: 0 });
  });
});

describe("redirects and proxies", () => {
  it("counts a redirect as an answer, or follows it when asked to", async () => {
    const server = await serveHttp(answer);
    servers.push(server);
    const moved = `${server.url}moved`;
    expect((await load(moved)).target.status).toEqual({ "302": 200 });
    const followed = await load(moved, { redirects: 2 });
    expect(followed.target).toMatchObject({ requests: 200, status: { "200": 200 }, failed: 0 });
    expect(followed.result.generator.engine).toBe("undici");
  });

  it("goes through a proxy", async () => {
    let tunnels = 0;
    const proxy = createHttp1((_, response) => response.writeHead(400).end());
    proxy.on("connect", (request, client) => {
      tunnels++;
      const port = Number(/:(\d+)$/.exec(request.url ?? "")?.[1]);
      const upstream = connect(port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connected\r\n\r\n");
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on("error", () => client.destroy());
      client.on("error", () => upstream.destroy());
    });
    const through = await start(proxy, "http");
    const server = await start(createHttps({ ...credentials, keepAliveTimeout: 0 }, answer));
    const { target } = await load(server.url, { proxy: through.url, length: { requests: 40 } });
    expect(target).toMatchObject({ requests: 40, failed: 0 });
    expect(tunnels).toBeGreaterThan(0);
  });
});
