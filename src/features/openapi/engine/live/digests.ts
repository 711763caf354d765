import { isObject, type Json } from "../automaton/json.ts";
import type { Difference } from "./difference.ts";
import { isEntry, type Entry, type Section } from "./entry.ts";

/** What a field is in the operations of each path item. */
export class Digests {
  readonly #field: string;
  readonly #digests = new WeakMap<Entry, string>();

  constructor(field: string) {
    this.#field = field;
  }

  /** Brings the digests in step. @returns whether one is another one now. */
  update(
    paths: Section,
    valueOf: (entry: Entry) => Json,
    difference: Pick<Difference, "rearranged" | "leading"> | undefined,
  ): boolean {
    let differs = difference === undefined || difference.rearranged.has(paths);
    const entries = difference?.leading ?? paths.children.values();
    for (const entry of entries) {
      if (!isEntry(entry) || entry.section !== paths) continue;
      const digest = digestOf(valueOf(entry), this.#field);
      if (this.#digests.get(entry) === digest) continue;
      this.#digests.set(entry, digest);
      differs = true;
    }
    return differs;
  }
}

function digestOf(item: Json, field: string): string {
  if (!isObject(item)) return typeof item;
  return JSON.stringify(
    Object.entries(item).map(([method, operation]) => [
      method,
      isObject(operation) ? [field in operation, operation[field]] : typeof operation,
    ]),
  );
}
