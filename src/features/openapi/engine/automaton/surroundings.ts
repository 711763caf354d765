import type { RulesetFunctionContext } from "@stoplight/spectral-core";

/** What rule functions see of a run besides their value: stands in for spectral-core's document inventory. */
export interface Surroundings {
  /** Nodes of the reference graph: the document, and every place that is referred to. */
  readonly graph: { overallOrder(): readonly string[] };
}

type Inventory = RulesetFunctionContext["documentInventory"];

/** How many validators of examples are kept before the compiled ones are dropped: Ajv never forgets by itself. */
const runsPerToken = 50;

/**
 * The `schema` function keeps compiled validators per inventory; with the same object for every run they are compiled
 * once.
 */
export class InventoryToken {
  #current: { graph: Surroundings["graph"] } = { graph: { overallOrder: () => [] } };
  #runs = 0;

  /** The inventory of the next run. */
  next(surroundings: Surroundings): Inventory {
    if (++this.#runs % runsPerToken === 0) this.#current = { graph: surroundings.graph };
    this.#current.graph = surroundings.graph;
    // Functions that look at more than the graph are not run by the automaton.
    return this.#current as unknown as Inventory;
  }
}
