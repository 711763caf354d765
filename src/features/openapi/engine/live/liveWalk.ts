import type { Branch, Outcome, State } from "../automaton/automaton.ts";
import type { Part, Program } from "../automaton/compile.ts";
import { Inexpressible } from "../automaton/inexpressible.ts";
import {
  isContainer,
  isObject,
  isReference,
  type Container,
  type Json,
  type JsonObject,
} from "../automaton/json.ts";
import { asksGraph } from "../automaton/knownFunctions.ts";
import { readingOf } from "../automaton/reach.ts";
import type { Result } from "../automaton/result.ts";
import { roleOf } from "../automaton/role.ts";
import { matchedValue } from "../automaton/ruleRun.ts";
import { runRule, type RuleRun } from "../automaton/rules.ts";
import { forEachChild, roleDepth } from "../automaton/walk.ts";
import type { Entry, Section } from "./entry.ts";
import { hasSiblings } from "./liveReferences.ts";
import type { LiveView } from "./liveView.ts";
import type { SectionStates } from "./outside.ts";
import { pathOf, type Link, type Node, type NodeKind, type RuleReading } from "./node.ts";
import type { NodeTable } from "./nodeTable.ts";

/** What a state leads to in an object or array of the view. */
interface Child {
  readonly container: Container;
  readonly key: string | number;
  readonly value: Json;
  readonly outcome: Outcome;
  readonly branch: Branch;
}

export interface WalkSetting {
  readonly view: LiveView;
  readonly program: Program;
  readonly asksRole: boolean;
  readonly run: RuleRun;
  readonly statesOf: (section: Section) => SectionStates;
}

/** The walk over a resolved view, in pieces that are remembered: see `walkView`, which does it in one go. */
export class LiveWalk {
  readonly #setting: WalkSetting;
  /** Nodes by the entry that they are in, and what they are about. */
  readonly #nodes: NodeTable;
  /** Reports to where results go at the moment. */
  readonly #run: RuleRun;
  #reported: Result[] = [];
  #node!: Node;
  #base: readonly (string | number)[] = [];
  #path: (string | number)[] = [];
  #results: Result[] = [];
  #links: Link[] = [];
  #readings: RuleReading[] = [];

  constructor(setting: WalkSetting, nodes: NodeTable) {
    this.#setting = setting;
    this.#nodes = nodes;
    this.#run = { ...setting.run, report: (result) => this.#reported.push(result) };
  }

  /** Walks a node anew. */
  walk(node: Node): void {
    this.#nodes.unlink(node);
    this.#node = node;
    this.#base = pathOf(node) ?? [];
    this.#path = [...this.#base];
    this.#results = [];
    this.#links = [];
    this.#readings = [];
    this.#visitNode(node.kind);
    node.results = this.#results;
    node.links = this.#links;
    node.readings = this.#readings;
    node.isStale = false;
  }

  /** Repeats the run of a rule. @returns whether it says something else now. */
  repeat(node: Node, reading: RuleReading): boolean {
    const before = JSON.stringify(reading.results);
    const path = [...(pathOf(node) ?? []), ...reading.path];
    const results: Result[] = [];
    runRule(reading.rule, matchedValue(reading.given, reading.value, path), path, this.#reporting(results));
    reading.results = results;
    return JSON.stringify(results) !== before;
  }

  /** Finds the nodes that a link leads to now. */
  resolve(link: Link): readonly Node[] {
    const value = (link.container as JsonObject)[link.key] as Json;
    if (!isContainer(value)) throw new Inexpressible("A link leads to no object.");
    const outcome = link.branch.decide(value, link.key);
    const home = this.#setting.view.entryOfTarget(value) ?? link.home;
    const path = [...(pathOf(link.from) ?? []), ...link.path];
    const targets: Node[] = [];
    if (outcome.matches.length > 0) {
      const name = this.#matchName(link, path, outcome);
      targets.push(this.#nodes.get(home, value, name, { is: "match", value, outcome }));
    }
    if (outcome.next) {
      const role = this.#role(path) ?? `@${path.join("\0")}`;
      const name = `${outcome.next.id} ${role}`;
      targets.push(this.#nodes.get(home, value, name, { is: "inside", value, state: outcome.next }));
    }
    this.#nodes.connect(link, targets);
    return targets;
  }

  #matchName({ key, entry }: Link, path: readonly (string | number)[], outcome: Outcome): string {
    const { program } = this.#setting;
    const role = this.#role(path);
    if (role === undefined) return `m ${outcome.id} @${path.join("\0")}`;
    const asksKey =
      program.fields.has(String(key)) ||
      outcome.matches.some((given) => program.resolved.givens[given]?.asksKey);
    return `m ${outcome.id} ${role} ${entry === "at" ? "at" : ""} ${asksKey ? String(key) : ""}`;
  }

  #role(path: readonly (string | number)[]): number | undefined {
    if (!this.#setting.asksRole) return 0;
    return path.length < roleDepth ? undefined : roleOf(path);
  }

  #visitNode(kind: NodeKind): void {
    if (kind.is === "direct") this.#visitEntry(this.#node.entry);
    else if (kind.is === "inside") this.#visitIndirectly(kind.value, kind.state);
    else this.#match(this.#setting.program.resolved, kind.outcome.matches, kind.value);
  }

  #visitEntry(entry: Entry): void {
    const { view, statesOf } = this.#setting;
    const { resolved, unresolved } = statesOf(entry.section);
    const { key, section } = entry;
    if (resolved) {
      const container = view.sectionView(section);
      forChild(container, key, resolved, (value, outcome, branch) => {
        this.#path.push(key);
        this.#directly({ container, key, value, outcome, branch }, entry.value);
        this.#path.pop();
      });
    }
    if (unresolved)
      forChild(section.data, key, unresolved, (value, outcome) => {
        this.#path.push(key);
        this.#plainly(value, outcome);
        this.#path.pop();
      });
  }

  #plainly(value: Json, { matches, next }: Outcome): void {
    this.#matchUnresolved(matches, value);
    if (!next || !isContainer(value)) return;
    forEachChild(value, next, (key, child, outcome) => {
      this.#path.push(key);
      this.#plainly(child, outcome);
      this.#path.pop();
    });
  }

  #directly(child: Child, source: Json): void {
    const { value, outcome } = child;
    const isFollowed = isObject(source) && this.#setting.view.isFollowed(source);
    if (isFollowed && !hasSiblings(source)) {
      this.#indirectly(child, "at", this.#node.entry);
      return;
    }
    this.#match(this.#setting.program.resolved, outcome.matches, value);
    if (!outcome.next || !isContainer(value)) return;
    if (!isContainer(source)) throw new Inexpressible("A reference has a sibling where its target has more.");
    this.#visitDirectly(value, source, outcome.next);
  }

  #visitDirectly(container: Container, source: Container, state: State): void {
    const home = this.#setting.view.entryOfTarget(container) ?? this.#node.entry;
    forEachChild(container, state, (key, value, outcome, branch) => {
      const child = { container, key, value, outcome, branch };
      this.#path.push(key);
      if (key in source) this.#directly(child, (source as JsonObject)[key] as Json);
      else if (isReference(source)) this.#indirectly(child, "behind", home);
      else throw new Inexpressible("A reference's sibling is something else than its target has there.");
      this.#path.pop();
    });
  }

  #visitIndirectly(container: Container, state: State): void {
    forEachChild(container, state, (key, value, outcome, branch) => {
      this.#path.push(key);
      this.#indirectly({ container, key, value, outcome, branch }, "no", this.#node.entry);
      this.#path.pop();
    });
  }

  #indirectly({ container, key, value, outcome, branch }: Child, entry: Link["entry"], home: Entry): void {
    const isLink =
      isContainer(value) && (entry !== "no" || this.#setting.view.entryOfTarget(value) !== undefined);
    if (!isLink) {
      this.#match(this.#setting.program.resolved, outcome.matches, value);
      if (outcome.next && isContainer(value)) this.#visitIndirectly(value, outcome.next);
      return;
    }
    const path = this.#path.slice(this.#base.length);
    this.#links.push({
      from: this.#node,
      container,
      key,
      path,
      branch,
      entry,
      home,
      targets: [],
    });
  }

  #match(part: Part, matches: readonly number[], value: Json): void {
    for (const index of matches) {
      const given = part.givens[index];
      if (!given) continue;
      const matched = matchedValue(given, value, this.#path);
      for (const rule of given.rules) {
        if (rule.then.some((then) => asksGraph(then.function)))
          throw new Inexpressible("A rule asks for all references of the document.");
        const reading = readingOf(rule, matched, (container) => this.#foreign(container as Container));
        const results: Result[] = reading ? [] : this.#results;
        runRule(rule, matched, this.#path, this.#reporting(results));
        if (!reading) continue;
        const path = this.#path.slice(this.#base.length);
        this.#readings.push({ rule, given, value, path, reading, results });
      }
    }
  }

  #matchUnresolved(matches: readonly number[], value: Json): void {
    if (matches.length === 0) return;
    const run = this.#reporting(this.#results);
    for (const index of matches) {
      const given = this.#setting.program.unresolved.givens[index];
      if (!given) continue;
      const matched = matchedValue(given, value, this.#path);
      for (const rule of given.rules) {
        if (rule.then.some((then) => asksGraph(then.function)))
          throw new Inexpressible("A rule asks for all references of the document.");
        runRule(rule, matched, this.#path, run);
      }
    }
  }

  /** The entry of what replaced a reference, unless it is the one that is walked. */
  #foreign(container: Container): Entry | undefined {
    const entry = this.#setting.view.entryOfTarget(container);
    return entry === this.#node.entry ? undefined : entry;
  }

  #reporting(results: Result[]): RuleRun {
    this.#reported = results;
    return this.#run;
  }
}

function forChild(
  container: JsonObject,
  key: string,
  state: State,
  act: (value: Json, outcome: Outcome, branch: Branch) => void,
): void {
  const value = container[key] as Json;
  const branch = state.onName(key);
  if (!branch.isDead && (branch.concernsScalars || isContainer(value) || value === null))
    act(value, branch.decide(value, key), branch);
}
