import type { Store } from "./store/store.ts";
import { createStore } from "./store/store.ts";

/** What handlers need from the outside world: the shop's data. Tests hand in their own. */
export interface Dependencies {
  readonly store: Store;
  /** Whether the service can do its work; /readyz asks. */
  isReady(): Promise<boolean>;
  /** Lets go of connections; called last on shutdown. */
  close(): Promise<void>;
}

export function createDependencies(): Dependencies {
  return {
    store: createStore(),
    isReady: async () => true,
    close: async () => undefined,
  };
}
