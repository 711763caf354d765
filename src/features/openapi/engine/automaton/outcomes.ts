import { createHash } from "node:crypto";
import type { Path } from "./json.ts";
import type { FunctionResult, FunctionResults } from "./rules.ts";
import { startsWith } from "./startsWith.ts";

/** So many outcomes are kept, twice at most. */
const most = 4000;

/** Results of rule functions by what they were called with; where they were called makes no difference to them. */
export class Outcomes {
  #recent = new Map<string, readonly FunctionResult[]>();
  #older: ReadonlyMap<string, readonly FunctionResult[]> = new Map();

  /** @param name of everything that the results depend on, but for the path that they start with. */
  get(name: string, path: Path, compute: () => FunctionResults): FunctionResults {
    const key = createHash("sha256").update(name).digest("base64");
    const known = this.#recent.get(key) ?? this.#older.get(key);
    if (known) {
      this.#keep(key, known);
      return known.map(({ message, path: below = [] }) => ({ message, path: [...path, ...below] }));
    }
    const results = compute();
    const below = Array.isArray(results) ? results : results === undefined ? [] : undefined;
    if (below?.every((result) => result.path !== undefined && startsWith(result.path, path)))
      this.#keep(
        key,
        below.map((result) => ({ message: result.message, path: (result.path ?? []).slice(path.length) })),
      );
    return results;
  }

  #keep(key: string, results: readonly FunctionResult[]): void {
    if (this.#recent.size >= most) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, results);
  }
}
