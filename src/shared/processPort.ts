import type { Port } from "./channel.ts";

/** What a ChildProcess and `process` have in common when they are joined by an IPC pipe. */
export interface IpcEnd {
  readonly connected?: boolean;
  send?(message: never, handle: undefined, options: object, sent: () => void): boolean;
  on(event: "message", listener: (message: unknown) => void): unknown;
}

/** The IPC pipe of a child process, seen from its parent (a ChildProcess) or from itself (`process`). */
export function processPort(end: IpcEnd): Port {
  return {
    post: (message) => {
      // A pipe that is closed by now is noticed through its own event; a throw here would hit whoever posts.
      if (end.connected === true) end.send?.(message as never, undefined, {}, () => undefined);
    },
    onMessage: (listener) => end.on("message", listener),
  };
}
