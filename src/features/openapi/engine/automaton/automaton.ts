import type { Filter } from "./filter.ts";
import type { Given, Step, Test } from "./given.ts";

/**
 * The `given` paths of a ruleset as one automaton, made deterministic as documents ask for it. A state is the set
 * of paths that are under way at an object or array, and how far each of them is.
 */
export interface State {
  readonly id: number;
  /** What to do at a property of that name. */
  onName(name: string): Branch;
  onIndex(index: number): Branch;
}

/** What a key of an object or array leads to, conditions on the value aside. */
export interface Branch {
  /** Whether a string, number, boolean or null there can be a match. */
  readonly concernsScalars: boolean;
  /** Whether anything there can be a match, or lead to one. */
  readonly isDead: boolean;
  /** Asks the conditions. */
  decide(value: unknown, key: string | number): Outcome;
}

export interface Outcome {
  readonly id: number;
  /** Indexes of the paths that match there. */
  readonly matches: readonly number[];
  /** Where to go on below; undefined when no path is under way any more. */
  readonly next: State | undefined;
}

export interface Automaton {
  readonly start: State;
  /** Paths that match the root. */
  readonly atRoot: readonly number[];
}

/** One step of one path. */
interface Position {
  readonly given: number;
  readonly step: Step;
  readonly index: number;
  readonly isLast: boolean;
}

export function compileAutomaton(givens: readonly Given[]): Automaton {
  const states = new StateTable(givens.map((given, index) => positionsOf(given, index)));
  return {
    start: states.start,
    atRoot: givens.flatMap(({ steps }, index) => (steps.length === 0 ? [index] : [])),
  };
}

function positionsOf({ steps }: Given, given: number): readonly Position[] {
  return steps.map((step, index) => ({ given, step, index, isLast: index === steps.length - 1 }));
}

class StateTable {
  readonly start: State;
  readonly #paths: readonly (readonly Position[])[];
  readonly #states = new Map<string, State>();
  readonly #outcomes = new Map<string, Outcome>();

  constructor(paths: readonly (readonly Position[])[]) {
    this.#paths = paths;
    this.start = this.state(paths.flatMap(([first]) => first ?? []));
  }

  state(positions: readonly Position[]): State {
    const sorted = [...new Set(positions)].sort((a, b) => a.given - b.given || a.index - b.index);
    const key = sorted.map(({ given, index }) => `${given}.${index}`).join();
    let state = this.#states.get(key);
    if (!state) {
      state = new LazyState(this.#states.size, sorted, this);
      this.#states.set(key, state);
    }
    return state;
  }

  outcome(matches: ReadonlySet<number>, positions: readonly Position[]): Outcome {
    const next = positions.length === 0 ? undefined : this.state(positions);
    const sorted = [...matches].sort((a, b) => a - b);
    const key = `${sorted.join()}>${next?.id ?? ""}`;
    let outcome = this.#outcomes.get(key);
    if (!outcome) {
      outcome = { id: this.#outcomes.size, matches: sorted, next };
      this.#outcomes.set(key, outcome);
    }
    return outcome;
  }

  after({ given, index }: Position): Position | undefined {
    return this.#paths[given]?.[index + 1];
  }
}

class LazyState implements State {
  readonly id: number;
  readonly #positions: readonly Position[];
  readonly #table: StateTable;
  readonly #names: ReadonlySet<string>;
  readonly #asksIndexes: boolean;
  readonly #branches = new Map<string, Branch>();
  readonly #indexes = new Map<number, Branch>();
  #otherName: Branch | undefined;
  #anyIndex: Branch | undefined;

  constructor(id: number, positions: readonly Position[], table: StateTable) {
    this.id = id;
    this.#positions = positions;
    this.#table = table;
    const tests = positions.map(({ step }) => step.test);
    this.#names = new Set(tests.flatMap((test) => (test.kind === "names" ? test.names : [])));
    this.#asksIndexes =
      tests.some(({ kind }) => kind === "slice") || [...this.#names].some((name) => /^\d+$/.test(name));
  }

  onName(name: string): Branch {
    if (!this.#names.has(name)) return (this.#otherName ??= this.#branch(name));
    let branch = this.#branches.get(name);
    if (!branch) this.#branches.set(name, (branch = this.#branch(name)));
    return branch;
  }

  onIndex(index: number): Branch {
    if (!this.#asksIndexes) return (this.#anyIndex ??= this.#branch(index));
    let branch = this.#indexes.get(index);
    if (!branch) this.#indexes.set(index, (branch = this.#branch(index)));
    return branch;
  }

  #branch(key: string | number): Branch {
    const certain: Position[] = [];
    const conditional = new Map<Filter, Position[]>();
    for (const position of this.#positions) {
      const { test } = position.step;
      if (test.kind === "filter")
        conditional.set(test.filter, [...(conditional.get(test.filter) ?? []), position]);
      else if (allows(test, key)) certain.push(position);
    }
    const staying = this.#positions.filter(({ step }) => step.deep);
    return new LazyBranch(this.#table, staying, certain, [...conditional]);
  }
}

function allows(test: Exclude<Test, { readonly kind: "filter" }>, key: string | number): boolean {
  switch (test.kind) {
    case "any":
      return true;
    case "names":
      return test.names.includes(String(key));
    case "slice":
      return typeof key === "number" && key >= test.start && key < test.end;
  }
}

class LazyBranch implements Branch {
  readonly concernsScalars: boolean;
  readonly isDead: boolean;
  readonly #table: StateTable;
  readonly #staying: readonly Position[];
  readonly #certain: readonly Position[];
  readonly #conditional: readonly (readonly [Filter, readonly Position[]])[];
  readonly #outcomes = new Map<string, Outcome>();
  #unconditional: Outcome | undefined;

  constructor(
    table: StateTable,
    staying: readonly Position[],
    certain: readonly Position[],
    conditional: readonly (readonly [Filter, readonly Position[]])[],
  ) {
    this.#table = table;
    this.#staying = staying;
    this.#certain = certain;
    this.#conditional = conditional;
    this.isDead = staying.length + certain.length + conditional.length === 0;
    this.concernsScalars =
      certain.some(({ isLast }) => isLast) || conditional.some(([filter]) => filter.passesScalars);
  }

  decide(value: unknown, key: string | number): Outcome {
    let passed = "";
    for (let at = 0; at < this.#conditional.length; at++) {
      if (this.#conditional[at]?.[0].test(value, key)) passed += `${at},`;
    }
    if (passed === "") return (this.#unconditional ??= this.#outcome([]));
    let outcome = this.#outcomes.get(passed);
    if (!outcome) {
      const indexes = passed.split(",").slice(0, -1).map(Number);
      this.#outcomes.set(passed, (outcome = this.#outcome(indexes)));
    }
    return outcome;
  }

  #outcome(passed: readonly number[]): Outcome {
    const reached = [...this.#certain, ...passed.flatMap((at) => this.#conditional[at]?.[1] ?? [])];
    const matches = new Set(reached.filter(({ isLast }) => isLast).map(({ given }) => given));
    const following = reached.flatMap((position) => this.#table.after(position) ?? []);
    return this.#table.outcome(matches, [...this.#staying, ...following]);
  }
}
