import { isInsideOfTarget } from "../automaton/circles.ts";
import { isContainer, isReference, type Container, type JsonObject } from "../automaton/json.ts";
import { findReferencesBelow, type Reference } from "../automaton/references.ts";
import { followable, valueAt, type Links } from "../automaton/resolve.ts";
import type { Entry } from "./entry.ts";

/** The references of a document by the entry that they are in, and what becomes of each of them. */
export class LiveReferences {
  readonly #root: Container;
  readonly #entryOf: (path: readonly string[]) => Entry | undefined;
  readonly #byEntry = new Map<Entry, readonly Reference[]>();
  readonly #owners = new WeakMap<Reference, Entry>();
  /** How often each target is referred to, references into their own surroundings aside. */
  readonly #counts = new Map<string, number>();
  #links: Links = { all: new Map(), followed: new Map(), missing: [] };

  /** @param entryOf the entry that a path leads into. */
  constructor(root: Container, entryOf: (path: readonly string[]) => Entry | undefined) {
    this.#root = root;
    this.#entryOf = entryOf;
  }

  get links(): Links {
    return this.#links;
  }

  /** Pointers that references have. */
  get pointers(): ReadonlySet<string> {
    return new Set(this.#counts.keys());
  }

  ownerOf(reference: Reference): Entry | undefined {
    return this.#owners.get(reference);
  }

  of(entry: Entry): readonly Reference[] {
    return this.#byEntry.get(entry) ?? [];
  }

  /** References that lead to or through an entry, from anywhere, by entry. */
  into(): ReadonlyMap<Entry, readonly Reference[]> {
    const into = new Map<Entry, Reference[]>();
    for (const reference of this.#links.all.values()) {
      for (const entry of this.#passed(reference)) {
        const known = into.get(entry);
        if (known) known.push(reference);
        else into.set(entry, [reference]);
      }
    }
    return into;
  }

  /**
   * Takes changed entries in. @returns other entries with references that are followed now and were not, or the other
   * way round.
   */
  update(changed: readonly Entry[], removed: readonly Entry[]): ReadonlySet<Entry> {
    for (const entry of removed) {
      this.#count(this.of(entry), -1);
      this.#byEntry.delete(entry);
    }
    for (const entry of changed) this.#read(entry);
    const before = this.#links;
    this.#links = followable([...this.#byEntry.values()].flat().filter(isOuter), this.#root);
    return this.#differing(before, new Set(changed));
  }

  #read(entry: Entry): void {
    this.#count(this.of(entry), -1);
    const { value, path } = entry;
    const references = isContainer(value) ? findReferencesBelow(value, path) : [];
    this.#byEntry.set(entry, references);
    this.#count(references, 1);
    for (const reference of references) this.#owners.set(reference, entry);
  }

  #count(references: readonly Reference[], by: number): void {
    for (const reference of references) {
      if (!isOuter(reference)) continue;
      const count = (this.#counts.get(reference.target) ?? 0) + by;
      if (count === 0) this.#counts.delete(reference.target);
      else this.#counts.set(reference.target, count);
    }
  }

  #differing(before: Links, changed: ReadonlySet<Entry>): ReadonlySet<Entry> {
    const differing = new Set<Entry>();
    for (const [entry, references] of this.#byEntry) {
      if (changed.has(entry)) continue;
      const differs = references.some(
        ({ site }) =>
          before.all.has(site) !== this.#links.all.has(site) ||
          before.followed.has(site) !== this.#links.followed.has(site),
      );
      if (differs) differing.add(entry);
    }
    return differing;
  }

  /** The entries that a reference leads to: more than one where its target is a reference, too. */
  #passed(reference: Reference): readonly Entry[] {
    const passed: Entry[] = [];
    for (let next: Reference | undefined = reference; next;) {
      const entry = this.#entryOf(next.targetPath);
      if (entry) passed.push(entry);
      const value = valueAt(this.#root, next.targetPath);
      next = isReference(value) ? this.#links.all.get(value) : undefined;
    }
    return passed;
  }
}

function isOuter(reference: Reference): boolean {
  return !isInsideOfTarget(reference);
}

/** Whether a reference has anything beside it. */
export function hasSiblings(site: JsonObject): boolean {
  return Object.keys(site).length > 1;
}
