import type { RulesetFunctionContext } from "@stoplight/spectral-core";
import { Outcomes } from "./outcomes.ts";

/** What rule functions see of a run besides their value: stands in for spectral-core's document inventory. */
export interface Surroundings {
  /** Nodes of the reference graph: the document, and every place that is referred to. */
  readonly graph: { overallOrder(): readonly string[] };
}

type Inventory = RulesetFunctionContext["documentInventory"];

/** After so many schemas of documents, the compiled ones are dropped: Ajv never forgets by itself. */
const most = 500;

/**
 * The `schema` function keeps compiled validators per inventory; with the same object for every run those of the
 * rules are compiled once.
 */
export class InventoryToken {
  /** Results of functions that compile a schema for one use. */
  readonly outcomes = new Outcomes();
  #current: { graph: Surroundings["graph"] } = { graph: { overallOrder: () => [] } };
  #compiled = 0;

  /** The inventory of the next run. */
  next(surroundings: Surroundings): Inventory {
    if (this.#compiled > most) {
      this.#current = { graph: surroundings.graph };
      this.#compiled = 0;
    }
    this.#current.graph = surroundings.graph;
    // Functions that look at more than the graph are not run by the automaton.
    return this.#current as unknown as Inventory;
  }

  /** Counts schemas that are compiled for one use. */
  count(schemas = 1): void {
    this.#compiled += schemas;
  }
}
