import type { Format, Ruleset } from "@stoplight/spectral-core";
import type { Finding } from "../finding.ts";
import { sourceName } from "../lint/sources.ts";
import { isFileKey, nameOfFile } from "../automaton/files.ts";
import { builtIns, looksDeep } from "../automaton/reach.ts";
import { Inexpressible } from "../automaton/inexpressible.ts";
import { isObject, isReference, type Container } from "../automaton/json.ts";
import { unrecognizedFormat } from "../automaton/lintWithAutomaton.ts";
import { missingTargets } from "../automaton/missing.ts";
import { mentionsSides, programFor, type Compiled } from "../automaton/programs.ts";
import { normalized } from "../automaton/read/readDocument.ts";
import type { Reference } from "../automaton/references.ts";
import { ruleRun } from "../automaton/ruleRun.ts";
import type { Result } from "../automaton/result.ts";
import type { Cut } from "../pieces/segment.ts";
import { isEntry, type Entry, type Section } from "./entry.ts";
import { hasSiblings, LiveReferences } from "./liveReferences.ts";
import { LiveView } from "./liveView.ts";
import { LiveWalk } from "./liveWalk.ts";
import { Model, type Change, type FileCut } from "./model.ts";
import { pathOf, resultsOf, type Node } from "./node.ts";
import { NodeTable } from "./nodeTable.ts";
import type { Difference } from "./difference.ts";
import { Outside, type SectionStates } from "./outside.ts";
import { Ranges } from "./ranges.ts";
import type { Unlisted } from "./rest.ts";
import { Tally, type Summary } from "./tally.ts";

/** The files that a document refers to, by their keys. */
export type LiveFiles = ReadonlyMap<string, LiveFile>;

export type LiveFile =
  | { readonly path: string; readonly cut: Cut }
  /** Why it is not there. */
  | { readonly problem: string };

/** A document whose findings are kept in step with its edits, and with those of the files that it refers to. */
export class LiveLint {
  readonly #ruleset: Ruleset;
  readonly #source: string;
  readonly #model: Model;
  readonly #ranges: Ranges;
  readonly #references: LiveReferences;
  readonly #view: LiveView;
  readonly #nodes = new NodeTable();
  readonly #tally: Tally;
  readonly #outside = new Outside();
  /** Entries whose text has properties for one side of an operation. */
  readonly #sided = new Set<Entry>();
  /** Entries that were references when they were looked at last. */
  readonly #pointing = new Set<Entry>();
  #formats: readonly Format[] = [];
  #compiled: Compiled | undefined;
  #isDeep = false;
  #files: LiveFiles;
  #keysOfPaths: ReadonlyMap<string, string> = new Map();

  /**
   * Lints a document from scratch.
   * @param files all that it may refer to.
   * @param mayLeave whether rules may be left to spectral-core.
   * @throws Inexpressible when it is beyond this engine.
   */
  constructor(path: string, cut: Cut, files: LiveFiles, ruleset: Ruleset, mayLeave = false) {
    this.#source = normalized(sourceName(path));
    this.#ruleset = ruleset;
    this.#files = files;
    this.#model = new Model(cut.format, (...change) => this.#ranges.carryOver(...change));
    this.#ranges = new Ranges(this.#model.root);
    this.#references = new LiveReferences(this.#model.root, this.#source, (file) => this.#files.has(file));
    this.#view = new LiveView(this.#model.root, this.#references);
    this.#tally = new Tally(
      this.#ranges,
      (file) => (file === undefined ? path : this.#pathOf(file)),
      (source) => this.#keysOfPaths.get(source),
    );
    const change = this.#model.sync(cut, this.#take(files));
    if (!change || change.added.length === 0)
      throw new Inexpressible("The document cannot be read in pieces.");
    this.#references.update([], change.added, []);
    this.#view.build(this.#model.sections);
    this.#noteSides(change);
    this.#pointingOn(new Set(change.added));
    this.#compile();
    if (this.left.length > 0 && !mayLeave) throw new Inexpressible("Rules are left to spectral-core.");
    this.#run(undefined);
  }

  /**
   * Takes an edit in. "unreadable": nothing is changed, and a later edit may be taken in; "other": the document has to
   * be linted from scratch.
   * @throws what rules throw, and Inexpressible. After that, and after "other", it is of no use any more.
   */
  update(cut: Cut, files: LiveFiles): "done" | "unreadable" | "other" {
    const change = this.#model.sync(cut, files === this.#files ? cutsOf(files) : this.#take(files));
    if (!change) return "unreadable";
    const { changed, added, removed } = change;
    if (change.isOther || this.#model.isEmpty || this.#concernsAll(change)) return "other";
    const hadSides = this.#sided.size > 0;
    this.#noteSides(change);
    if (hadSides !== this.#sided.size > 0) return "other";
    if (this.#filesConcernAll(change)) return "other";
    const { isAlone } = this.#references;
    const differing = this.#references.update(changed, added, removed);
    if (this.#references.otherChains || isAlone !== this.#references.isAlone) return "other";
    const refreshed = this.#refreshed(change, differing);
    this.#rebuildViews(change, refreshed);
    for (const entry of [...changed, ...removed]) this.#tally.dropRest(entry);
    for (const entry of [...removed, ...refreshed]) {
      for (const node of this.#nodes.forget(entry)) this.#tally.remove(node);
      this.#tally.touch(entry);
    }
    const leading = this.#leadingTo(refreshed);
    this.#run({
      refreshed,
      leading,
      rearranged: new Set([
        ...change.rearranged,
        ...[...added, ...removed, ...this.#pointingOn(leading)].map(({ section }) => section),
      ]),
      added,
      removed,
      otherPointers: this.#references.otherPointers,
    });
    return "done";
  }

  /** Names of the rules that are left to spectral-core. */
  get left(): readonly string[] {
    return this.#compiled?.program.opaque.map(({ name }) => name) ?? [];
  }

  /** Takes in what these rules found in the document as it is. @param unlisted how much they found besides. */
  setRest(findings: readonly Finding[], unlisted: Unlisted): void {
    this.#tally.setRest(findings, unlisted);
  }

  /** The gravest findings, at most so many, and the numbers of all. */
  summary(limit: number): Summary {
    return this.#tally.summary(limit);
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

  /** The same in another file, which they refer to. */
  #filesConcernAll({ changed, added, removed }: Change): boolean {
    const inFiles = [...changed, ...added, ...removed].filter(({ path }) => isFileKey(path[0]));
    if (inFiles.length === 0) return false;
    return [...this.#leadingTo(new Set(inFiles))].some(
      ({ path: [top, second] }) => top === "securityDefinitions" || second === "securitySchemes",
    );
  }

  #take(files: LiveFiles): readonly FileCut[] {
    this.#files = files;
    const known = [...files].flatMap(([key, file]) => ("path" in file ? [[file.path, key] as const] : []));
    this.#keysOfPaths = new Map(known);
    return cutsOf(files);
  }

  #pathOf(key: string): string {
    const file = this.#files.get(key);
    return file && "path" in file ? file.path : nameOfFile(key);
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
    this.#isDeep = looksDeep(this.#compiled.program);
    if (this.#formats.length === 0 && ruleset.formats.size > 0)
      this.#tally.set(this.#ruleset, [unrecognizedFormat([...ruleset.formats])]);
  }

  /** The entries that have to be walked anew: those that changed, and those that look into them in an uncommon way. */
  #refreshed({ changed, added, removed }: Change, differing: ReadonlySet<Entry>): ReadonlySet<Entry> {
    const refreshed = new Set([...changed, ...added, ...differing]);
    // What is found behind a reference to nowhere is shown at the closest place that there is.
    for (const entry of [...changed, ...added, ...removed]) {
      for (const reference of this.#references.into(entry)) {
        const owner = this.#references.ownerOf(reference);
        if (owner && this.#references.isMissing(reference.site)) refreshed.add(owner);
      }
    }
    for (const entry of refreshed) {
      for (const reference of this.#references.into(entry)) {
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

  #rebuildViews({ removed, rearranged }: Change, refreshed: ReadonlySet<Entry>): void {
    for (const entry of refreshed) this.#view.forget(entry);
    const led = new Set([...refreshed].flatMap((entry) => [...this.#references.into(entry)]));
    for (const reference of led) this.#view.forgetReference(reference);
    for (const section of this.#model.sections) {
      if (rearranged.has(section) || removed.some((entry) => entry.section === section))
        this.#view.arrange(section);
    }
    for (const entry of refreshed) this.#view.rebuild(entry);
    for (const reference of led) {
      const owner = this.#references.ownerOf(reference);
      if (owner && !refreshed.has(owner) && this.#view.isFollowed(reference.site))
        this.#view.replace(reference);
    }
  }

  #run(difference: Difference | undefined): void {
    if (!this.#compiled) return;
    const { program, token } = this.#compiled;
    const subject = {
      data: this.#model.root.data as Container,
      source: this.#source,
      view: this.#view.resolved,
      formats: this.#formats,
    };
    const run = ruleRun(subject, token, () => undefined);
    const before = new Map(this.#outside.states);
    const outside = this.#outside.visit({
      root: this.#model.root,
      view: this.#view,
      pointers: () => this.#references.pointers,
      program,
      run,
      difference,
    });
    const isArranged = difference !== undefined && difference.added.length + difference.removed.length === 0;
    for (const rule of outside) this.#tally.set(rule, rule.results, isArranged);
    this.#tally.set(this.#model, this.#missing(), isArranged);
    const anew = difference ? [...difference.refreshed, ...this.#enteredAnew(before)] : this.#model.entries;
    const setting = {
      view: this.#view,
      program,
      asksRole: program.asksRole && this.#sided.size > 0,
      run,
      statesOf: (section: Section) => this.#outside.states.get(section) ?? noStates,
    };
    this.#walk(new LiveWalk(setting, this.#nodes), anew, difference);
  }

  /** The entries of sections that are reached in other states. */
  #enteredAnew(before: ReadonlyMap<Section, SectionStates>): readonly Entry[] {
    const entries: Entry[] = [];
    for (const [section, { resolved, unresolved }] of this.#outside.states) {
      const last = before.get(section);
      if (!last || (last.resolved === resolved && last.unresolved === unresolved)) continue;
      entries.push(...[...section.children.values()].filter(isEntry));
    }
    for (const entry of entries) this.#nodes.direct(entry).isStale = true;
    return entries;
  }

  #missing(): readonly Result[] {
    const problemOf = (key: string): string | undefined => {
      const file = this.#files.get(key);
      return file && "problem" in file ? file.problem : undefined;
    };
    return missingTargets(
      this.#references.links.missing,
      problemOf,
      (path) => this.#ranges.rangeOf(path).start,
    );
  }

  /** The entries that lead to some, these included. */
  #leadingTo(entries: ReadonlySet<Entry>): ReadonlySet<Entry> {
    const leading = new Set(entries);
    for (const entry of leading) {
      for (const reference of this.#references.into(entry)) {
        const owner = this.#references.ownerOf(reference);
        if (owner) leading.add(owner);
      }
    }
    return leading;
  }

  /** Those that are, or were, references themselves: findings about their keys are placed where these lead. */
  #pointingOn(entries: ReadonlySet<Entry>): readonly Entry[] {
    const pointing: Entry[] = [];
    for (const entry of entries) {
      const isPointing = isReference(entry.value);
      if (isPointing || this.#pointing.has(entry)) pointing.push(entry);
      if (isPointing) this.#pointing.add(entry);
      else this.#pointing.delete(entry);
    }
    return pointing;
  }

  /** Walks the nodes that are not up to date: those of entries, and what links lead to from there. */
  #walk(walk: LiveWalk, entries: Iterable<Entry>, difference: Difference | undefined): void {
    const walked = new Set<Node>();
    const open: Node[] = [];
    for (const entry of entries) open.push(this.#nodes.direct(entry));
    do {
      for (let node = open.pop(); node; node = open.pop()) {
        if (!node.isStale) continue;
        walk.walk(node);
        walked.add(node);
        this.#tally.set(node, resultsOf(node));
        for (const link of node.links) open.push(...walk.resolve(link));
      }
      // A link may be on a way that is mended by walking another one first.
      for (const link of this.#nodes.staleLinks) if (pathOf(link.from)) open.push(...walk.resolve(link));
    } while (open.length > 0);
    for (const node of this.#nodes.sweep()) this.#tally.remove(node);
    if (difference) this.#repeatAll(walk, walked, difference);
  }

  /** Repeats the runs of rules that read what changed. */
  #repeatAll(walk: LiveWalk, walked: ReadonlySet<Node>, { leading, refreshed }: Difference): void {
    for (const entry of leading) {
      for (const node of this.#nodes.of(entry)) {
        if (node.readings.length === 0 || walked.has(node)) continue;
        let differs = false;
        for (const reading of node.readings) {
          const { entries, isDeep } = reading.reading;
          const among = isDeep ? leading : refreshed;
          if ([...entries].some((read) => among.has(read)) && walk.repeat(node, reading)) differs = true;
        }
        if (differs) this.#tally.set(node, resultsOf(node));
      }
    }
  }
}

function cutsOf(files: LiveFiles): readonly FileCut[] {
  return [...files].flatMap(([key, file]) => ("cut" in file ? [{ key, cut: file.cut }] : []));
}

const noStates: SectionStates = { resolved: undefined, unresolved: undefined };
