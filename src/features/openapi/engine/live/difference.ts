import type { Entry, Section } from "./entry.ts";

/** What is different from the pass before. */
export interface Difference {
  /** Sections with entries that came or went, or stand in another order. */
  readonly rearranged: ReadonlySet<Section>;
  readonly added: readonly Entry[];
  readonly removed: readonly Entry[];
  /** Entries that changed, or look into one that did. */
  readonly refreshed: ReadonlySet<Entry>;
  /** These, and those that lead to them. */
  readonly leading: ReadonlySet<Entry>;
  /** Pointers that references have and had not, or the other way round. */
  readonly otherPointers: readonly string[];
}
