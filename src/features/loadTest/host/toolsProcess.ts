import { type ChildProcess, fork } from "node:child_process";
import { type Channel, type Handlers, openChannel } from "../../../shared/channel.ts";
import type { Disposable } from "../../../shared/disposable.ts";
import { processPort } from "../../../shared/processPort.ts";
import { UserError } from "../../../shared/userError.ts";
import type { LoadToolsApi, LoadToolsOwnerApi } from "../toolsProtocol.ts";

/** The tools process: forked when it is first needed, gone after a while without work. */
export interface LoadTools extends Disposable {
  /** As the method of the process. @throws UserError when the process dies on the way */
  call: Channel<LoadToolsApi>["call"];
}

const idleMs = 60_000;

const deaf: Handlers<LoadToolsOwnerApi> = { say: () => null, show: () => null, stepped: () => null };

/**
 * @param processPath path of dist/loadTools.js
 * @param owner hears about long work; by default nobody does
 */
export function createLoadTools(processPath: string, owner: Handlers<LoadToolsOwnerApi> = deaf): LoadTools {
  let running: { readonly child: ChildProcess; readonly channel: Channel<LoadToolsApi> } | undefined;
  let calls = 0;
  let idle: NodeJS.Timeout | undefined;

  function start() {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
    const child = fork(processPath, [], { env, execArgv: [], serialization: "advanced" });
    const channel = openChannel<LoadToolsOwnerApi, LoadToolsApi>(processPort(child), owner);
    const started = { child, channel };
    const ended = () => {
      channel.dispose();
      if (running === started) running = undefined;
    };
    child.once("error", ended);
    child.once("exit", ended);
    return started;
  }

  function end(): void {
    clearTimeout(idle);
    running?.channel.dispose();
    running?.child.kill("SIGKILL");
    running = undefined;
  }

  return {
    async call(method, params, signal) {
      clearTimeout(idle);
      running ??= start();
      const { child, channel } = running;
      calls++;
      try {
        return await channel.call(method, params, signal);
      } catch (error) {
        if (child.exitCode === null && child.signalCode === null) throw error;
        throw new UserError("The process that reads load tests ended; try again.");
      } finally {
        if (--calls === 0) idle = setTimeout(end, idleMs).unref();
      }
    },
    dispose: end,
  };
}
