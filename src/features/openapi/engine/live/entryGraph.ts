import type { Entry } from "./entry.ts";

/** Which entries lead to which. */
export class EntryGraph {
  readonly #next: (entry: Entry) => readonly Entry[];

  /** @param next the entries that one refers to, each once or more. */
  constructor(next: (entry: Entry) => readonly Entry[]) {
    this.#next = next;
  }

  /** Tells whether an entry leads to itself. */
  leadsBack(entry: Entry): boolean {
    const seen = new Set<Entry>();
    const open = [...this.#next(entry)];
    for (let next = open.pop(); next; next = open.pop()) {
      if (next === entry) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...this.#next(next));
    }
    return false;
  }
}
