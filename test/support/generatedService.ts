import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const repository = join(import.meta.dirname, "..", "..");
const tsc = join(repository, "node_modules", "typescript", "bin", "tsc");

/** A scaffolded service that runs. */
export interface RunningService {
  /** "http://127.0.0.1:PORT" */
  readonly origin: string;
  /** Asks it to stop, and returns its exit code. */
  stop(): Promise<number>;
}

/**
 * Builds a scaffolded service with its own tsconfig and starts it on a free port. Its dependencies are those of this
 * repository, which has them in the versions that are scaffolded.
 * @param environment settings besides address and log level
 * @throws {Error} with the output of the compiler, or when the service ends before it listens
 */
export async function startGeneratedService(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<RunningService> {
  await compileGeneratedService(folder, signal);
  const service = spawn(process.execPath, [join(folder, "dist", "server.js")], {
    cwd: folder,
    env: { ...process.env, HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "info", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(service, "exit") as Promise<[number]>;
  const stop = async () => {
    service.kill("SIGTERM");
    const [code] = await ended;
    return code;
  };
  const died = ended.then(() => {
    throw new Error("The generated service ended before it listened.");
  });
  return { origin: `http://127.0.0.1:${await Promise.race([portOf(service.stdout), died])}`, stop };
}

/** Compiles a scaffolded service to its `dist`. @throws {Error} with the output of the compiler */
export async function compileGeneratedService(folder: string, signal?: AbortSignal): Promise<void> {
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"), "junction");
  const options = { cwd: folder, ...(signal && { signal }) };
  try {
    await promisify(execFile)(process.execPath, [tsc, "-p", "tsconfig.build.json"], options);
  } catch (error) {
    throw new Error(
      `The generated service does not compile:\n${(error as { stdout?: string }).stdout ?? ""}`,
      {
        cause: error,
      },
    );
  }
}

/** The service logs one JSON object a line; the one about listening names the port. */
async function portOf(log: NodeJS.ReadableStream): Promise<number> {
  return new Promise((resolve) => {
    createInterface({ input: log }).on("line", (line) => {
      const { msg, port } = JSON.parse(line) as { msg?: string; port?: number };
      if (msg === "listening" && port !== undefined) resolve(port);
    });
  });
}
