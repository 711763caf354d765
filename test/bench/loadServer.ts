import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { tmpdir } from "node:os";

/** A server to measure clients against. */
export interface BenchServer {
  readonly name: string;
  readonly url: string;
  close(): void;
}

const body = "x".repeat(62);

/** Where a program is, if it is on the PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** nginx with one worker where there is one, otherwise a process that answers each request with the same bytes. */
export async function startBenchServer(): Promise<BenchServer> {
  const nginx = findProgram("nginx");
  return nginx === undefined ? await startStandIn() : await startNginx(nginx);
}

async function startNginx(program: string): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), "bench-nginx-"));
  const port = await freePort();
  const configuration = `worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000000;
  server { listen 127.0.0.1:${port}; location / { return 200 "${body}"; } }
}`;
  writeFileSync(join(folder, "nginx.conf"), configuration);
  const child = spawn(program, ["-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")], {
    stdio: "ignore",
  });
  await reachable(port);
  return {
    name: "nginx, one worker",
    url: `http://127.0.0.1:${port}/`,
    close() {
      child.once("exit", () => rmSync(folder, { recursive: true, force: true }));
      child.kill("SIGTERM");
    },
  };
}

async function startStandIn(): Promise<BenchServer> {
  const child = spawn(process.execPath, [__filename, "--only", "stand-in"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return {
    name: "a net server that answers with prepared bytes",
    url: `http://127.0.0.1:${Number(line.toString())}/`,
    close: () => void child.kill(),
  };
}

/** The stand-in's process: no parsing beyond the ends of requests. */
export function serveStandIn(): void {
  const answer = Buffer.from(
    `HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: keep-alive\r\n\r\n${body}`,
  );
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => undefined);
    // Requests of all clients here come in one piece, one at a time.
    socket.on("data", () => socket.write(answer));
  });
  server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function reachable(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error("The server did not start.");
}
