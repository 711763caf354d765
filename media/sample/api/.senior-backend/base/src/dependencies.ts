/**
 * What handlers need from the outside world: a database pool, a mail client, a clock. Built once at the start and
 * handed to every handler as `context.dependencies`; tests hand in their own.
 */
export interface Dependencies {
  /** Whether the service can do its work; /readyz asks. */
  isReady(): Promise<boolean>;
  /** Lets go of connections; called last on shutdown. */
  close(): Promise<void>;
}

export function createDependencies(): Dependencies {
  return {
    isReady: async () => true,
    close: async () => undefined,
  };
}
