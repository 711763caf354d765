import type { Channel } from "../../../shared/channel.ts";
import { openSession } from "../engine/connection/openSession.ts";
import { explorerLimits, type Session } from "../engine/connection/session.ts";
import type { DatabaseHostApi } from "../protocol.ts";
import { targetToOpen } from "./targets.ts";

/** Sessions of the user's connections: opened when they are needed, kept for a while, opened again when lost. */
export interface Sessions {
  /**
   * Lends a read-only session of a connection to a piece of work. Works on the same connection may run at the same
   * time, each with a session of its own.
   * @throws UserError when the server cannot be reached; what the work throws; AbortError when the signal fires.
   */
  use<Result>(
    connectionId: string,
    work: (session: Session) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result>;
  /** Closes the sessions of a connection, those in use as soon as they are given back. */
  disconnect(connectionId: string): Promise<void>;
  close(): Promise<void>;
}

/** A session that nobody used for so long (ms) is closed. */
const idleTime = 5 * 60_000;

/** An extension that is going away need not hear the news. */
const unheard = (): undefined => undefined;

interface Idle {
  readonly session: Session;
  readonly timer: NodeJS.Timeout;
}

export function createSessions(host: Pick<Channel<DatabaseHostApi>, "call">): Sessions {
  const idle = new Map<string, Idle[]>();
  const generations = new Map<string, number>();
  const generationOf = (id: string) => generations.get(id) ?? 0;

  function takeIdle(id: string): Session | undefined {
    for (;;) {
      const waiting = idle.get(id)?.pop();
      if (!waiting) return undefined;
      clearTimeout(waiting.timer);
      if (waiting.session.alive) return waiting.session;
    }
  }

  async function open(id: string, signal: AbortSignal): Promise<Session> {
    const target = await targetToOpen(await host.call("connectionTarget", id, signal));
    const onLost = (reason: Error) => {
      host.call("connectionLost", { connectionId: id, reason: reason.message }).catch(unheard);
    };
    const session = await openSession(
      target,
      { access: "read-only", limits: explorerLimits, onLost },
      signal,
    );
    host.call("connectionOpened", { connectionId: id, version: session.version }).catch(unheard);
    return session;
  }

  function giveBack(id: string, session: Session, generation: number): void {
    if (!session.alive) return;
    if (generation !== generationOf(id)) {
      void session.close();
      return;
    }
    const timer = setTimeout(() => {
      remove(id, session);
      void session.close();
    }, idleTime);
    idle.set(id, [...(idle.get(id) ?? []), { session, timer }]);
  }

  function remove(id: string, session: Session): void {
    idle.set(
      id,
      (idle.get(id) ?? []).filter((entry) => entry.session !== session),
    );
  }

  async function disconnect(id: string): Promise<void> {
    generations.set(id, generationOf(id) + 1);
    const entries = idle.get(id) ?? [];
    idle.delete(id);
    for (const { timer } of entries) clearTimeout(timer);
    await Promise.all(entries.map(({ session }) => session.close()));
  }

  return {
    async use(id, work, signal) {
      const generation = generationOf(id);
      const lend = async (session: Session) => {
        try {
          return await work(session);
        } finally {
          giveBack(id, session, generation);
        }
      };
      const waiting = takeIdle(id);
      if (!waiting) return await lend(await open(id, signal));
      try {
        return await lend(waiting);
      } catch (error) {
        // The session had ended while nobody used it. Works only read, so they can be done again.
        if (waiting.alive || signal.aborted) throw error;
        return await lend(await open(id, signal));
      }
    },
    disconnect,
    async close() {
      await Promise.all([...idle.keys()].map((id) => disconnect(id)));
    },
  };
}
