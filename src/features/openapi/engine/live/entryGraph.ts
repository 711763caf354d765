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

  /** Tells whether any of some entries leads to itself. */
  hasCircle(entries: Iterable<Entry>): boolean {
    const done = new Set<Entry>();
    const onWay = new Set<Entry>();
    for (const start of entries) {
      if (done.has(start)) continue;
      const way = [{ entry: start, rest: [...this.#next(start)] }];
      onWay.add(start);
      for (let step = way.at(-1); step; step = way.at(-1)) {
        const next = step.rest.pop();
        if (!next) {
          onWay.delete(step.entry);
          done.add(step.entry);
          way.pop();
        } else if (onWay.has(next)) return true;
        else if (!done.has(next)) {
          onWay.add(next);
          way.push({ entry: next, rest: [...this.#next(next)] });
        }
      }
    }
    return false;
  }
}
