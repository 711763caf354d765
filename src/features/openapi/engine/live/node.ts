import type { Rule } from "@stoplight/spectral-core";
import type { Branch, Outcome, State } from "../automaton/automaton.ts";
import type { RuledGiven } from "../automaton/compile.ts";
import type { Container, Json, Path } from "../automaton/json.ts";
import type { Reading } from "../automaton/reach.ts";
import type { Result } from "../automaton/result.ts";
import type { Entry } from "./entry.ts";

/**
 * A part of the walk over a document that is remembered: an entry as it stands, what is behind references in a state,
 * or the matches there. Which of them there are follows from the links between them.
 */
export interface Node {
  readonly entry: Entry;
  readonly kind: NodeKind;
  /** Whether its results and links are out of date. */
  isStale: boolean;
  /** Whether nothing leads to it any more, or its entry changed. */
  isGone: boolean;
  /** The links that lead to it. */
  readonly incoming: Set<Link>;
  results: readonly Result[];
  links: readonly Link[];
  /** Runs of rules that read other entries: when these change, they are repeated. */
  readings: readonly RuleReading[];
}

export type NodeKind =
  | { readonly is: "direct" }
  | { readonly is: "inside"; readonly value: Container; readonly state: State }
  | { readonly is: "match"; readonly value: Container; readonly outcome: Outcome };

/** Where the walk comes upon something that more than one way leads to. */
export interface Link {
  readonly from: Node;
  /** What holds it, in the view. */
  readonly container: Container;
  readonly key: string | number;
  /** Path from where its node starts, the key included. */
  readonly path: Path;
  readonly branch: Branch;
  /** Whether the path was direct up to here, and whether it ends at the reference or one key behind. */
  readonly entry: "no" | "at" | "behind";
  /** The entry that it is in when no reference was replaced with it. */
  readonly home: Entry;
  targets: readonly Node[];
}

export interface RuleReading {
  readonly rule: Rule;
  readonly given: RuledGiven;
  readonly value: Json | undefined;
  /** Path from where its node starts. */
  readonly path: Path;
  readonly reading: Reading<Entry>;
  results: readonly Result[];
}

/** All results of a node. */
export function resultsOf({ results, readings }: Node): readonly Result[] {
  return readings.length === 0 ? results : [...results, ...readings.flatMap((reading) => reading.results)];
}

/**
 * Path of what a node is about, by one of the ways to it: all of them give the same results. Undefined when no way from
 * the root leads there.
 */
export function pathOf(
  { kind, entry, incoming }: Node,
  blind = new Set<Node>(),
): readonly (string | number)[] | undefined {
  if (kind.is === "direct") return entry.section.path;
  for (const { from, path } of incoming) {
    if (blind.has(from)) continue;
    const start = pathOf(from, blind);
    if (start) return [...start, ...path];
    blind.add(from);
  }
  return undefined;
}
