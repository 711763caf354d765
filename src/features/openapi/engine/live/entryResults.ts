import type { Result } from "../automaton/result.ts";
import type { Difference } from "./difference.ts";
import type { Entry } from "./entry.ts";

/** What a rule does that looks at one entry after the other. */
export interface EntryRule {
  /** Tells whether the rule looks at an entry. */
  concerns(entry: Entry): boolean;
  run(entry: Entry): readonly Result[];
  /** The other entries that it looks into from there. */
  reads(entry: Entry): ReadonlySet<Entry>;
}

/** Results of a rule that looks at one entry after the other: it is run again for those that it says something else of. */
export class EntryResults {
  /** Of entries that have any. */
  readonly #results = new Map<Entry, readonly Result[]>();
  readonly #readers = new Map<Entry, Set<Entry>>();
  readonly #reads = new Map<Entry, ReadonlySet<Entry>>();

  /**
   * Runs the rule for entries that are others now, or look into one.
   * @param all the entries that there are. @param difference undefined: everything is new.
   */
  update(
    rule: EntryRule,
    all: () => Iterable<Entry>,
    difference: Pick<Difference, "removed" | "refreshed"> | undefined,
  ): readonly Result[] {
    for (const entry of difference ? this.#stale(rule, difference) : this.#everything(rule, all())) {
      this.#forget(entry);
      this.#run(rule, entry);
    }
    return [...this.#results.values()].flat();
  }

  #everything(rule: EntryRule, all: Iterable<Entry>): Iterable<Entry> {
    this.#results.clear();
    this.#readers.clear();
    this.#reads.clear();
    return [...all].filter((entry) => rule.concerns(entry));
  }

  #stale(
    rule: EntryRule,
    { removed, refreshed }: Pick<Difference, "removed" | "refreshed">,
  ): Iterable<Entry> {
    for (const entry of removed) this.#forget(entry);
    const stale = new Set<Entry>();
    for (const entry of refreshed) {
      if (rule.concerns(entry)) stale.add(entry);
      for (const reader of this.#readers.get(entry) ?? []) stale.add(reader);
    }
    return stale;
  }

  #run(rule: EntryRule, entry: Entry): void {
    const results = rule.run(entry);
    if (results.length > 0) this.#results.set(entry, results);
    const reads = rule.reads(entry);
    if (reads.size === 0) return;
    this.#reads.set(entry, reads);
    for (const read of reads) {
      const readers = this.#readers.get(read);
      if (readers) readers.add(entry);
      else this.#readers.set(read, new Set([entry]));
    }
  }

  #forget(entry: Entry): void {
    this.#results.delete(entry);
    for (const read of this.#reads.get(entry) ?? []) this.#readers.get(read)?.delete(entry);
    this.#reads.delete(entry);
  }
}
