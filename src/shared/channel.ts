import type { Disposable } from "./disposable.ts";
import { UserError } from "./userError.ts";

/** One end of a message pipe: a worker thread, a child process or a webview, seen from either side. */
export interface Port {
  post(message: unknown): void;
  /** Calls back with every message that arrives, from now on. */
  onMessage(listener: (message: unknown) => void): void;
}

type Method = (params: never) => unknown;

/** What one side implements: its own interface, every method of it, with a signal added. */
export type Handlers<Local> = {
  readonly [Name in keyof Local]: Local[Name] extends (params: infer Params) => infer Result
    ? (params: Params, signal: AbortSignal) => Result | Promise<Awaited<Result>>
    : never;
};

/** A typed pipe: two plain interfaces are the whole protocol. */
export interface Channel<Remote> extends Disposable {
  /**
   * Calls a method of the other side.
   * @throws what the method threw there (UserError stays one), AbortError when the signal fires, and an error
   *   for every call that is pending when the channel is disposed of.
   */
  call<Name extends keyof Remote & string>(
    method: Name,
    params: ParamsOf<Remote[Name]>,
    signal?: AbortSignal,
  ): Promise<ResultOf<Remote[Name]>>;
}

type ParamsOf<T> = T extends (params: infer Params) => unknown ? Params : never;
type ResultOf<T> = T extends Method ? Awaited<ReturnType<T>> : never;

interface Call {
  readonly kind: "call";
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}
interface Cancel {
  readonly kind: "cancel";
  readonly id: number;
}
interface Reply {
  readonly kind: "reply";
  readonly id: number;
  readonly result?: unknown;
  readonly error?: SerializedError;
}
interface SerializedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
}
type Message = Call | Cancel | Reply;

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens one side of a channel over a port. Both sides may call each other; errors and cancellation cross; a method
 * that does not exist is refused with an error rather than left waiting.
 */
export function openChannel<Local extends object, Remote>(
  port: Port,
  handlers: Handlers<Local>,
): Channel<Remote> {
  const pending = new Map<number, Pending>();
  const running = new Map<number, AbortController>();
  let lastId = 0;
  let disposed = false;

  port.onMessage((raw) => {
    if (disposed || typeof raw !== "object" || raw === null) return;
    const message = raw as Message;
    if (message.kind === "call") void serve(message);
    else if (message.kind === "cancel") running.get(message.id)?.abort();
    else if ((message as Partial<Message>).kind === "reply") settle(message);
  });

  async function serve({ id, method, params }: Call): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const reply = await answer(handlers, method, params, controller.signal);
    running.delete(id);
    if (!disposed) port.post({ kind: "reply", id, ...reply } satisfies Reply);
  }

  function settle({ id, result, error }: Reply): void {
    const call = pending.get(id);
    pending.delete(id);
    if (error) call?.reject(reviveError(error));
    else call?.resolve(result);
  }

  async function call(method: string, params: unknown, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    if (disposed) throw new Error("The channel is closed.");
    const id = ++lastId;
    const result = new Promise<unknown>((resolve, reject) => pending.set(id, { resolve, reject }));
    const cancel = () => {
      port.post({ kind: "cancel", id } satisfies Cancel);
      const call = pending.get(id);
      pending.delete(id);
      call?.reject(
        signal?.reason instanceof Error ? signal.reason : new DOMException("Aborted", "AbortError"),
      );
    };
    signal?.addEventListener("abort", cancel, { once: true });
    port.post({ kind: "call", id, method, params } satisfies Call);
    try {
      return await result;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  return {
    call: call as Channel<Remote>["call"],
    dispose() {
      disposed = true;
      for (const controller of running.values()) controller.abort();
      for (const { reject } of pending.values()) reject(new Error("The channel was closed."));
      pending.clear();
    },
  };
}

async function answer(
  handlers: object,
  method: string,
  params: unknown,
  signal: AbortSignal,
): Promise<Pick<Reply, "result" | "error">> {
  try {
    if (!Object.hasOwn(handlers, method)) throw new Error(`There is no method "${method}" on this channel.`);
    const handler = (handlers as Record<string, (params: unknown, signal: AbortSignal) => unknown>)[method];
    return { result: await handler?.(params, signal) };
  } catch (error) {
    return { error: serializeError(error) };
  }
}

function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  return { name: error.name, message: error.message, stack: error.stack };
}

function reviveError({ name, message, stack }: SerializedError): Error {
  if (name === "UserError") return new UserError(message);
  const error = Object.assign(new Error(message), { name });
  if (stack !== undefined) error.stack = stack;
  return error;
}
