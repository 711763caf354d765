import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type {
  ConnectionLost,
  ConnectionTarget,
  DatabaseHostApi,
  DatabaseProcessApi,
  LogEntry,
} from "../../src/features/database/protocol.ts";
import { type Channel, openChannel } from "../../src/shared/channel.ts";
import { processPort } from "../../src/shared/processPort.ts";

const bundle = join(import.meta.dirname, "..", "..", "dist", "database.js");

/** The bundled database process, as the extension forks it. */
export interface TestDatabaseProcess {
  readonly child: ChildProcess;
  readonly channel: Channel<DatabaseProcessApi>;
  /** What the process has told about lost sessions so far. */
  readonly lost: readonly ConnectionLost[];
  /** Resolves with the next session that is lost. */
  readonly nextLost: () => Promise<ConnectionLost>;
  /** Everything that the process has written and logged. */
  readonly output: () => string;
  stop(): Promise<void>;
}

/** Starts the process; `targets` are the connections that it may ask for. */
export function startDatabaseProcess(
  targets: Readonly<Record<string, ConnectionTarget>> = {},
  environment: NodeJS.ProcessEnv = process.env,
): TestDatabaseProcess {
  const child = fork(bundle, [], { serialization: "advanced", silent: true, env: environment });
  const lost: ConnectionLost[] = [];
  const waiting: ((event: ConnectionLost) => void)[] = [];
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text: Buffer) => (output += text.toString()));
  }
  const channel = openChannel<DatabaseHostApi, DatabaseProcessApi>(processPort(child), {
    connectionTarget: (id) => {
      const target = targets[id];
      if (!target) throw new Error(`The test knows no connection ${id}.`);
      return target;
    },
    connectionOpened: () => undefined,
    progress: () => undefined,
    connectionLost: (event) => {
      lost.push(event);
      for (const resolve of waiting.splice(0)) resolve(event);
    },
    log: ({ level, message }: LogEntry) => {
      output += `${level}: ${message}\n`;
    },
  });
  return {
    child,
    channel,
    lost,
    nextLost: () => new Promise((resolve) => waiting.push(resolve)),
    output: () => output,
    async stop() {
      channel.dispose();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
