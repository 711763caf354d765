import type { Format, Ruleset } from "@stoplight/spectral-core";
import { sourceName } from "../lint/spectral.ts";
import type { Finding } from "../finding.ts";
import { builtIns, looksDeep } from "../automaton/reach.ts";
import { Inexpressible } from "../automaton/inexpressible.ts";
import { isObject, type Container, type Json } from "../automaton/json.ts";
import { missingTarget, refPaths, unrecognizedFormat } from "../automaton/lintWithAutomaton.ts";
import { mentionsSides, programFor, type Compiled } from "../automaton/programs.ts";
import { normalized } from "../automaton/read/readDocument.ts";
import type { Reference } from "../automaton/references.ts";
import { ruleRun } from "../automaton/ruleRun.ts";
import type { Result } from "../automaton/result.ts";
import type { Cut } from "../pieces/segment.ts";
import { entryAt, isEntry, type Entry, type Section } from "./entry.ts";
import { hasSiblings, LiveReferences } from "./liveReferences.ts";
import { LiveView } from "./liveView.ts";
import { LiveWalk, NodeTable, type SectionStates } from "./liveWalk.ts";
import { Model, type Change } from "./model.ts";
import { resultsOf, type Node } from "./node.ts";
import { Ranges } from "./ranges.ts";
import { Tally } from "./tally.ts";

/** A document whose findings are kept in step with its edits. */
export class LiveLint {
  readonly #ruleset: Ruleset;
  readonly #source: string;
  readonly #model: Model;
  readonly #ranges: Ranges;
  readonly #references: LiveReferences;
  readonly #view: LiveView;
  readonly #nodes = new NodeTable();
  readonly #tally: Tally;
  readonly #states = new Map<Section, SectionStates>();
  /** Entries whose text has properties for one side of an operation. */
  readonly #sided = new Set<Entry>();
  #formats: readonly Format[] = [];
  #compiled: Compiled | undefined;
  #isDeep = false;
  #pass = 0;

  /**
   * Lints a document from scratch.
   * @throws Inexpressible when it is beyond this engine.
   */
  constructor(path: string, cut: Cut, ruleset: Ruleset) {
    this.#source = normalized(sourceName(path));
    this.#ruleset = ruleset;
    this.#model = new Model(cut.format);
    this.#ranges = new Ranges(this.#model.root, cut.format);
    this.#references = new LiveReferences(this.#model.root.data, (at) => entryAt(this.#model.root, at));
    this.#view = new LiveView(this.#model.root, this.#references);
    this.#tally = new Tally(path, this.#ranges);
    const change = this.#model.sync(cut);
    if (!change) throw new Inexpressible("The document cannot be read in pieces.");
    this.#references.update(change.added, []);
    this.#view.build(this.#model.sections);
    this.#noteSides(change);
    this.#compile();
    this.#run(new Set());
  }

  /**
   * Takes an edit in. @returns false when the document has to be linted from scratch; it is of no use any more then.
   * @throws what the rules throw; it is of no use any more then, either.
   */
  update(cut: Cut): boolean {
    const change = this.#model.sync(cut);
    if (!change || this.#concernsAll(change)) return false;
    const differing = this.#references.update([...change.changed, ...change.added], change.removed);
    const into = this.#references.into();
    const refreshed = this.#refreshed(change, differing, into);
    const hadSides = this.#sided.size > 0;
    this.#noteSides(change);
    if (hadSides !== this.#sided.size > 0) return false;
    this.#rebuildViews(change, refreshed);
    for (const entry of [...change.removed, ...refreshed]) {
      for (const node of this.#nodes.forget(entry)) this.#tally.remove(node);
      this.#tally.touch(entry);
    }
    this.#run(refreshed);
    return true;
  }

  /** All findings, in Spectral's order. */
  findings(): readonly Finding[] {
    return this.#tally.all();
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** What decides for the whole document: its version and dialect, and the schemes that operations name. */
  #concernsAll({ changed, added, removed }: Change): boolean {
    return [...changed, ...added, ...removed].some(
      ({ path: [top = "", second] }) =>
        top === "jsonSchemaDialect" ||
        top === "swagger" ||
        top === "openapi" ||
        top === "securityDefinitions" ||
        top === "asyncapi" ||
        top === "arazzo" ||
        second === "securitySchemes",
    );
  }

  #noteSides({ changed, added, removed }: Change): void {
    for (const entry of removed) this.#sided.delete(entry);
    for (const entry of [...changed, ...added]) {
      if (mentionsSides(entry.segment.text)) this.#sided.add(entry);
      else this.#sided.delete(entry);
    }
  }

  #compile(): void {
    const ruleset = this.#ruleset.fromSource(this.#source);
    this.#formats = [...ruleset.formats].filter((format) => format(this.#view.root, this.#source));
    this.#compiled = programFor(this.#ruleset, ruleset, this.#formats);
    if (this.#compiled.program.opaque.length > 0) throw new Inexpressible("Rules are left to spectral-core.");
    this.#isDeep = looksDeep(this.#compiled.program);
    if (this.#formats.length === 0 && ruleset.formats.size > 0)
      this.#tally.set(this.#ruleset, [unrecognizedFormat([...ruleset.formats])]);
  }

  /** The entries that have to be walked anew: those that changed, and those that look into them in an uncommon way. */
  #refreshed(
    { changed, added }: Change,
    differing: ReadonlySet<Entry>,
    into: ReadonlyMap<Entry, readonly Reference[]>,
  ): ReadonlySet<Entry> {
    const refreshed = new Set([...changed, ...added, ...differing]);
    for (const entry of refreshed) {
      for (const reference of into.get(entry) ?? []) {
        const owner = this.#references.ownerOf(reference);
        if (!owner || refreshed.has(owner)) continue;
        if (this.#isDeep || hasSiblings(reference.site) || !this.#isPlainTarget(reference))
          refreshed.add(owner);
      }
    }
    return refreshed;
  }

  /** Tells whether a reference led, and leads, to an object that conditions cannot mistake. */
  #isPlainTarget(reference: Reference): boolean {
    const was = this.#view.followedValue(reference);
    const is = this.#view.sourceOf(reference);
    return [was, is].every(
      (value) =>
        value !== undefined && isObject(value) && !Object.keys(value).some((key) => builtIns.has(key)),
    );
  }

  #rebuildViews({ removed }: Change, refreshed: ReadonlySet<Entry>): void {
    const into = this.#references.into();
    for (const entry of refreshed) this.#view.forget(entry);
    const led = [...refreshed].flatMap((entry) => into.get(entry) ?? []);
    for (const reference of led) this.#view.forgetReference(reference);
    for (const section of this.#model.sections) {
      if (removed.some((entry) => entry.section === section) || this.#view.lacks(section))
        this.#view.arrange(section);
    }
    for (const entry of refreshed) this.#view.rebuild(entry);
    for (const reference of led) {
      const owner = this.#references.ownerOf(reference);
      if (owner && !refreshed.has(owner) && this.#view.isFollowed(reference.site))
        this.#view.replace(reference);
    }
  }

  #run(refreshed: ReadonlySet<Entry>): void {
    if (!this.#compiled) return;
    const { program, token } = this.#compiled;
    const subject = {
      data: this.#model.root.data as Container,
      source: this.#source,
      view: this.#view.resolved,
      formats: this.#formats,
    };
    const setting = {
      view: this.#view,
      program,
      asksRole: program.asksRole && this.#sided.size > 0,
      run: ruleRun(subject, token, () => undefined),
      statesOf: (section: Section) =>
        this.#states.get(section) ?? { resolved: undefined, unresolved: undefined },
    };
    const walk = new LiveWalk(setting, this.#nodes);
    this.#tally.set(this.#model, [...this.#visitSections(walk), ...this.#missing()]);
    this.#markReadings(refreshed);
    this.#reach(walk);
  }

  #missing(): readonly Result[] {
    return this.#references.links.missing.map(({ pointer, sites }) => {
      const paths = refPaths(sites);
      const [first = []] =
        paths.length === 1
          ? paths
          : paths
              .map((path) => ({ path, start: this.#ranges.rangeOf(path).start }))
              .sort((a, b) => a.start.line - b.start.line || a.start.character - b.start.character)
              .map(({ path }) => path);
      return missingTarget(pointer, first);
    });
  }

  /** Walks what is outside of entries, and finds the states that entries are entered in. */
  #visitSections(walk: LiveWalk): readonly Result[] {
    const { program } = this.#compiled ?? {};
    if (!program) return [];
    const { resolved, unresolved } = program;
    const results: Result[] = [];
    const view = this.#view.root as Json;
    const data = this.#model.root.data as Json;
    if (resolved.givens.length > 0)
      results.push(...walk.matchOutside(resolved, resolved.automaton.atRoot, view, []));
    if (unresolved.givens.length > 0)
      results.push(...walk.matchOutside(unresolved, unresolved.automaton.atRoot, data, []));
    const start = {
      resolved: resolved.givens.length > 0 ? resolved.automaton.start : undefined,
      unresolved: unresolved.givens.length > 0 ? unresolved.automaton.start : undefined,
    };
    this.#visitSection(this.#model.root, start, walk, results);
    return results;
  }

  #visitSection(section: Section, states: SectionStates, walk: LiveWalk, results: Result[]): void {
    const before = this.#states.get(section);
    if (before && (before.resolved !== states.resolved || before.unresolved !== states.unresolved))
      for (const child of section.children.values())
        if (isEntry(child)) this.#nodes.direct(child).isStale = true;
    this.#states.set(section, states);
    for (const [key, child] of section.children) {
      if (isEntry(child)) continue;
      const value = this.#view.sectionView(child);
      const branch = states.resolved?.onName(key);
      const outcome = branch?.isDead === false ? branch.decide(value, key) : undefined;
      const plainBranch = states.unresolved?.onName(key);
      const plain = plainBranch?.isDead === false ? plainBranch.decide(child.data, key) : undefined;
      const { program } = this.#compiled ?? {};
      if (program && outcome)
        results.push(...walk.matchOutside(program.resolved, outcome.matches, value, child.path));
      if (program && plain)
        results.push(...walk.matchOutside(program.unresolved, plain.matches, child.data, child.path));
      this.#visitSection(child, { resolved: outcome?.next, unresolved: plain?.next }, walk, results);
    }
  }

  /** Marks the runs of rules that read what changed. */
  #markReadings(refreshed: ReadonlySet<Entry>): void {
    this.#repeats.clear();
    if (refreshed.size === 0) return;
    const leading = this.#leadingTo(refreshed);
    for (const entry of leading) {
      for (const node of this.#nodes.of(entry)) {
        for (const reading of node.readings) {
          const { entries, isDeep } = reading.reading;
          const among = isDeep ? leading : refreshed;
          if ([...entries].some((read) => among.has(read))) this.#repeats.add(node);
        }
      }
    }
    this.#leading = leading;
    this.#refreshedNow = refreshed;
  }

  readonly #repeats = new Set<Node>();
  #leading: ReadonlySet<Entry> = new Set();
  #refreshedNow: ReadonlySet<Entry> = new Set();

  /** The entries that lead to some, these included. */
  #leadingTo(entries: ReadonlySet<Entry>): ReadonlySet<Entry> {
    const into = this.#references.into();
    const leading = new Set(entries);
    for (const entry of leading) {
      for (const reference of into.get(entry) ?? []) {
        const owner = this.#references.ownerOf(reference);
        if (owner) leading.add(owner);
      }
    }
    return leading;
  }

  /** Goes from node to node, and walks those that are not up to date. */
  #reach(walk: LiveWalk): void {
    this.#pass++;
    const open: Node[] = [];
    for (const entry of this.#model.entries) open.push(this.#nodes.direct(entry));
    for (const node of open) node.pass = this.#pass;
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.isStale) {
        walk.walk(node);
        this.#tally.set(node, resultsOf(node));
      } else if (this.#repeats.has(node)) this.#repeat(node, walk);
      for (const link of node.links) {
        for (const target of link.isStale ? walk.resolve(link) : link.targets) {
          if (target.pass === this.#pass) continue;
          target.pass = this.#pass;
          target.way = { from: node, link };
          open.push(target);
        }
      }
    }
    for (const node of this.#nodes.sweep(this.#pass)) this.#tally.remove(node);
  }

  #repeat(node: Node, walk: LiveWalk): void {
    let differs = false;
    for (const reading of node.readings) {
      const { entries, isDeep } = reading.reading;
      const among = isDeep ? this.#leading : this.#refreshedNow;
      if ([...entries].some((read) => among.has(read)) && walk.repeat(node, reading)) differs = true;
    }
    if (differs) this.#tally.set(node, resultsOf(node));
  }
}
