import { inspect } from "node:util";
import { type LogOutputChannel, window } from "vscode";
import type { Disposable } from "../shared/disposable.ts";
import { redact } from "../shared/redact.ts";

/** The log of the extension, seen from one of its parts. Credentials never reach it. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** Logs a failure; an error brings its stack. */
  error(message: string, error?: unknown): void;
  /** The same log with a name in front of every line. */
  scope(name: string): Log;
}

/** The one output channel of the extension. */
export interface LogChannel extends Disposable {
  readonly log: Log;
  /** The channel itself, redacting as well, for libraries that want one. */
  readonly output: LogOutputChannel;
  show(): void;
}

export function createLogChannel(name: string): LogChannel {
  const output = redacting(window.createOutputChannel(name, { log: true }));
  return {
    log: scoped(output, ""),
    output,
    show: () => output.show(),
    dispose: () => output.dispose(),
  };
}

function scoped(output: LogOutputChannel, prefix: string): Log {
  return {
    debug: (message) => output.debug(prefix + message),
    info: (message) => output.info(prefix + message),
    warn: (message) => output.warn(prefix + message),
    error: (message, error) => output.error(prefix + message + describe(error)),
    scope: (name) => scoped(output, `${prefix}[${name}] `),
  };
}

function describe(error: unknown): string {
  return error === undefined ? "" : `\n${inspect(error)}`;
}

/** The channel with every text that is handed to it redacted on the way. */
function redacting(channel: LogOutputChannel): LogOutputChannel {
  // The channel is frozen, and a proxy may not change what a frozen target answers; so its target is empty.
  return new Proxy({} as LogOutputChannel, {
    get(_, name) {
      const member: unknown = Reflect.get(channel, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => Reflect.apply(member, channel, args.map(redactValue));
    },
  });
}

function redactValue(value: unknown): unknown {
  if (value instanceof Error) return redact(value.stack ?? value.message);
  return typeof value === "string" ? redact(value) : value;
}
