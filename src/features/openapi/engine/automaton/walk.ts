import type { Branch, Outcome, State } from "./automaton.ts";
import type { Part } from "./compile.ts";
import { Inexpressible } from "./inexpressible.ts";
import { isContainer, isObject, isReference, type Container, type Json, type JsonObject } from "./json.ts";
import type { ResolvedView } from "./resolve.ts";

/** Called for each path of the automaton that matches; the path is valid during the call only. */
export type OnMatch = (given: number, value: Json | undefined, path: readonly (string | number)[]) => void;

/** Walks a document as it is written. */
export function walkDocument(root: Container, part: Part, onMatch: OnMatch): void {
  const path: (string | number)[] = [];
  const visit = (container: Container, state: State): void => {
    forEachChild(container, state, (key, value, outcome) => {
      path.push(key);
      for (const given of outcome.matches) onMatch(given, value, path);
      if (outcome.next && isContainer(value)) visit(value, outcome.next);
      path.pop();
    });
  };
  for (const given of part.automaton.atRoot) onMatch(given, root, path);
  visit(root, part.automaton.start);
}

/** Called for each child of a container that a path concerns. */
export type OnChild = (key: string | number, value: Json, outcome: Outcome, branch: Branch) => void;

/** Finds the children of an object or array that the paths of a state concern. */
export function forEachChild(container: Container, state: State, act: OnChild): void {
  if (Array.isArray(container)) {
    for (let index = 0; index < container.length; index++) {
      const value = container[index] as Json;
      const branch = state.onIndex(index);
      if (!branch.isDead && (branch.concernsScalars || isContainer(value) || value === null))
        act(index, value, branch.decide(value, index), branch);
    }
    return;
  }
  for (const key of Object.keys(container)) {
    const value = container[key] as Json;
    const branch = state.onName(key);
    if (!branch.isDead && (branch.concernsScalars || isContainer(value) || value === null))
      act(key, value, branch.decide(value, key), branch);
  }
}

export interface ViewWalkOptions {
  /** Names that make a difference when they lead to the target of a reference: rules may find them missing in it. */
  readonly telling: ReadonlySet<string>;
  /** What else about the start of a path makes a difference; called once a path has `roleDepth` parts. */
  readonly roleOf: ((path: readonly (string | number)[]) => number) | undefined;
}

/** A path whose start is this long has a role. */
export const roleDepth = 4;

/**
 * Walks a document with its references followed. What lies behind references is visited once per state, however often
 * it is referred to: all ways there give the same findings. The way that takes no reference is different, so it is
 * walked besides.
 */
export function walkView(
  source: Container,
  view: ResolvedView,
  part: Part,
  options: ViewWalkOptions,
  onMatch: OnMatch,
): void {
  new ViewWalk(view, part, options, onMatch).run(source);
}

class ViewWalk {
  readonly #view: ResolvedView;
  readonly #part: Part;
  readonly #options: ViewWalkOptions;
  readonly #onMatch: OnMatch;
  readonly #path: (string | number)[] = [];
  readonly #visited = new Map<Container, Set<number>>();
  readonly #matched = new Map<Container, Set<number | string>>();

  constructor(view: ResolvedView, part: Part, options: ViewWalkOptions, onMatch: OnMatch) {
    this.#view = view;
    this.#part = part;
    this.#options = options;
    this.#onMatch = onMatch;
  }

  run(source: Container): void {
    const { atRoot, start } = this.#part.automaton;
    for (const given of atRoot) this.#onMatch(given, this.#view.root, this.#path);
    this.#visitDirectly(this.#view.root, source, start);
  }

  /**
   * Visits what the document has at the path itself. Behind a reference with siblings, these are the siblings' places.
   * @param source what the document has there, references not followed.
   */
  #visitDirectly(container: Container, source: Container, state: State): void {
    const path = this.#path;
    forEachChild(container, state, (key, value, outcome) => {
      path.push(key);
      if (key in source) this.#directly(key, value, (source as JsonObject)[key] as Json, outcome);
      else if (isReference(source)) this.#indirectly(key, value, outcome, "behind");
      else throw new Inexpressible("A reference's sibling is something else than its target has there.");
      path.pop();
    });
  }

  #directly(key: string | number, value: Json, source: Json, outcome: Outcome): void {
    const followed = isObject(source) && this.#view.followed.has(source);
    if (followed && Object.keys(source).length === 1) {
      this.#indirectly(key, value, outcome, "at");
      return;
    }
    this.#match(outcome, value);
    if (!outcome.next || !isContainer(value)) return;
    if (!isContainer(source)) throw new Inexpressible("A reference has a sibling where its target has more.");
    this.#visitDirectly(value, source, outcome.next);
  }

  #visitIndirectly(container: Container, state: State): void {
    const path = this.#path;
    forEachChild(container, state, (key, value, outcome) => {
      path.push(key);
      this.#indirectly(key, value, outcome, "no");
      path.pop();
    });
  }

  /** @param entry whether the path was direct up to here, and whether it ends at the reference or one key behind. */
  #indirectly(key: string | number, value: Json, outcome: Outcome, entry: "no" | "at" | "behind"): void {
    if (!isContainer(value)) {
      this.#match(outcome, value);
      return;
    }
    if (entry === "no" && !this.#view.targets.has(value)) {
      this.#match(outcome, value);
      if (outcome.next) this.#visitIndirectly(value, outcome.next);
      return;
    }
    if (outcome.matches.length > 0 && this.#isFirstMatch(key, value, outcome, entry === "at"))
      this.#match(outcome, value);
    if (outcome.next) this.#enter(value, outcome.next);
  }

  /** Visits an object or array that more than one way leads to, unless that was done. */
  #enter(container: Container, state: State): void {
    const role = this.#role();
    if (role !== undefined && !addTo(this.#visited, container, state.id * 4 + role)) return;
    this.#visitIndirectly(container, state);
  }

  #isFirstMatch(key: string | number, value: Container, outcome: Outcome, isAtReference: boolean): boolean {
    const role = this.#role();
    if (role === undefined) return true;
    const mark = outcome.id * 8 + role * 2 + Number(isAtReference);
    const asksKey =
      this.#options.telling.has(String(key)) ||
      outcome.matches.some((given) => this.#part.givens[given]?.asksKey);
    return addTo(this.#matched, value, asksKey ? `${mark} ${key}` : mark);
  }

  /** Undefined while the path is too short to have one: then nothing is known about other ways. */
  #role(): number | undefined {
    if (!this.#options.roleOf) return 0;
    return this.#path.length < roleDepth ? undefined : this.#options.roleOf(this.#path);
  }

  #match({ matches }: Outcome, value: Json): void {
    for (const given of matches) this.#onMatch(given, value, this.#path);
  }
}

/** Adds to a set of sets; false when it was there. */
function addTo<Key, Item>(sets: Map<Key, Set<Item>>, key: Key, item: Item): boolean {
  const set = sets.get(key);
  if (!set) {
    sets.set(key, new Set([item]));
    return true;
  }
  if (set.has(item)) return false;
  set.add(item);
  return true;
}
