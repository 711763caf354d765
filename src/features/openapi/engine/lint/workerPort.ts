import type { MessagePort, Worker } from "node:worker_threads";
import type { Port } from "../../../../shared/channel.ts";

/** A worker thread, seen from either side, as a port for a channel. */
export function workerPort(worker: MessagePort | Worker): Port {
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.on("message", listener),
  };
}
