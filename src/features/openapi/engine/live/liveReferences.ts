import { reachedReferences, type FindBelow } from "../automaton/acrossFiles.ts";
import { edgesOf, isInsideOfTarget, type CircleTest } from "../automaton/circles.ts";
import { inFile, isFileKey, notAPointer } from "../automaton/files.ts";
import { Inexpressible } from "../automaton/inexpressible.ts";
import { isContainer, isReference, type Container, type JsonObject } from "../automaton/json.ts";
import { findReferencesBelow, pathOfPointer, type Reference } from "../automaton/references.ts";
import { circlesOf, followable, leavesRoot, valueAt, type Links } from "../automaton/resolve.ts";
import { startsWith } from "../automaton/startsWith.ts";
import { childOf, entryAt, placeAt, isEntry, type Entry, type Section } from "./entry.ts";
import { EntryGraph } from "./entryGraph.ts";

/** References by the entry that has, or had, them. */
type EntryReferences = ReadonlyMap<Entry, readonly Reference[]>;

/** The references of a document by the entry that they are in, and what becomes of each of them. */
export class LiveReferences {
  readonly #root: Section;
  readonly #home: string;
  readonly #isKnown: (file: string) => boolean;
  readonly #byEntry = new Map<Entry, readonly Reference[]>();
  readonly #owners = new WeakMap<Reference, Entry>();
  /** References by the entry that they name, whether it is there or not. */
  readonly #byTarget = new Map<string, Set<Reference>>();
  /** How often each target is referred to, references into their own surroundings aside. */
  readonly #counts = new Map<string, number>();
  /** Places of references that other references lead to. */
  #chained: ReadonlySet<string> = new Set();
  #all = new Map<JsonObject, Reference>();
  #followed = new Map<JsonObject, Reference>();
  #otherChains = false;
  #missing: Links["missing"] = [];
  #isCircular: CircleTest = () => false;
  readonly #graph = new EntryGraph((entry) => this.#entriesOf(this.of(entry)));
  /** Whether it is known where references lead. */
  #isLinked = false;
  /** Whether no target has a name that the resolver may take for another one. */
  #areUnmistakable = false;
  readonly #targetPaths = new WeakMap<readonly Reference[], readonly (readonly string[])[]>();
  /** The entries that references lead to, until entries come or go. */
  #targetEntries = new WeakMap<readonly Reference[], readonly Entry[]>();
  /** How often targets were referred to before the last update, as far as that is different. */
  readonly #countsBefore = new Map<string, number>();
  /** How many references are in other files, or lead there. */
  #acrossFiles = 0;
  #isAlone = true;

  /**
   * @param home name of the document, which relative paths start from.
   * @param isKnown tells whether a file was asked for; others cannot be referred to.
   */
  constructor(root: Section, home: string, isKnown: (file: string) => boolean) {
    this.#root = root;
    this.#home = home;
    this.#isKnown = isKnown;
  }

  get links(): Links {
    return { all: this.#all, followed: this.#followed, missing: this.#missing };
  }

  /** Whether the document refers to no other file. */
  get isAlone(): boolean {
    return this.#isAlone;
  }

  /** Pointers into the document that references have. */
  get pointers(): ReadonlySet<string> {
    const all = [...this.#counts.keys()];
    return new Set(this.#acrossFiles > 0 ? all.filter((pointer) => isIntoRoot(pointer)) : all);
  }

  /** Whether the last update changed a link of a chain: a reference that others lead to. */
  get otherChains(): boolean {
    return this.#otherChains;
  }

  #areInChains(entries: readonly Entry[]): boolean {
    return (
      this.#chained.size > 0 &&
      entries.some(({ path }) =>
        [...(this.#byTarget.get(path.join("\0")) ?? [])].some(({ targetPath }) =>
          this.#chained.has(targetPath.join("\0")),
        ),
      )
    );
  }

  /** Pointers that the last update added or removed. */
  get otherPointers(): readonly string[] {
    return [...this.#targetsCame(), ...this.#targetsGone()];
  }

  isFollowed(site: JsonObject): boolean {
    return this.#followed.has(site);
  }

  /** Tells whether a reference leads to nowhere. */
  isMissing(site: JsonObject): boolean {
    return this.#all.has(site) && !this.#followed.has(site);
  }

  of(entry: Entry): readonly Reference[] {
    return this.#byEntry.get(entry) ?? [];
  }

  ownerOf(reference: Reference): Entry | undefined {
    return this.#owners.get(reference);
  }

  /** References that lead to or through an entry, from anywhere. */
  into({ path }: Entry): ReadonlySet<Reference> {
    const into = new Set<Reference>();
    for (const reference of this.#byTarget.get(path.join("\0")) ?? [])
      if (this.#all.has(reference.site)) into.add(reference);
    for (const reference of into) {
      const place = reference.path.join("\0");
      if (!this.#chained.has(place)) continue;
      for (const before of this.#byTarget.get(this.#keyOf(reference.path)) ?? [])
        if (this.#all.has(before.site) && before.targetPath.join("\0") === place) into.add(before);
    }
    return into;
  }

  /**
   * Takes changed entries in. @returns other entries with references that are followed now and were not, or the other
   * way round.
   */
  update(changed: readonly Entry[], added: readonly Entry[], removed: readonly Entry[]): ReadonlySet<Entry> {
    this.#countsBefore.clear();
    if (added.length + removed.length > 0) this.#targetEntries = new WeakMap();
    const concerned = [...changed, ...added, ...removed];
    const before = new Map(concerned.map((entry) => [entry, this.of(entry)]));
    const wasChained = this.#areInChains(concerned);
    const wasAcrossFiles = this.#acrossFiles > 0;
    const counts = new Map(wasAcrossFiles ? this.#counts : undefined);
    for (const entry of removed) this.#forget(entry);
    for (const entry of [...changed, ...added]) this.#read(entry);
    const isNew = new Set([...changed, ...added]);
    const differing =
      wasAcrossFiles || this.#acrossFiles > 0
        ? this.#updateAcrossFiles(before, isNew, wasAcrossFiles ? counts : undefined)
        : ((this.#isLinked ? this.#linkAgain(before) : undefined) ?? this.#relink(isNew));
    this.#otherChains = wasChained || this.#areInChains(concerned);
    return differing;
  }

  /** @param counts those before, when files were involved then. */
  #updateAcrossFiles(
    before: EntryReferences,
    isNew: ReadonlySet<Entry>,
    counts: ReadonlyMap<string, number> | undefined,
  ): ReadonlySet<Entry> {
    if (this.#isLinked && counts && this.#carryOver(before)) {
      this.#countsBefore.clear();
      this.#setCounts(counts);
      return nothing;
    }
    const countsBefore = counts ?? new Map([...this.#counts, ...this.#countsBefore]);
    if (this.#acrossFiles === 0) this.#setCounts(countsOf([...this.#byEntry.values()].flat()));
    const differing = this.#relink(isNew);
    this.#countsBefore.clear();
    for (const [target, count] of countsBefore)
      if (count > 0 && !this.#counts.has(target)) this.#countsBefore.set(target, count);
    for (const target of this.#counts.keys())
      if ((countsBefore.get(target) ?? 0) === 0) this.#countsBefore.set(target, 0);
    return differing;
  }

  /** Takes changed entries in that refer to the same as before, and are referred to alike. @returns whether they do. */
  #carryOver(before: EntryReferences): boolean {
    const missing = new Set(this.#missing.map(({ pointer }) => pointer));
    for (const [entry, references] of before) {
      const now = this.of(entry);
      if (!this.#byEntry.has(entry) || !areAlike(references, now)) return false;
      for (const { site, target, targetPath } of this.#byTarget.get(entry.path.join("\0")) ?? []) {
        if (!this.#all.has(site) && !now.some((own) => own.site === site)) continue;
        const value = valueAt(this.#root.data, targetPath);
        if (isReference(value) || this.#chained.has(targetPath.join("\0"))) return false;
        if ((value === undefined) !== missing.has(target)) return false;
      }
    }
    for (const [entry, references] of before) {
      const now = this.of(entry);
      for (const [index, { site }] of references.entries()) {
        const reference = now[index];
        if (!reference) continue;
        if (this.#all.delete(site)) this.#all.set(reference.site, reference);
        if (this.#followed.delete(site)) this.#followed.set(reference.site, reference);
      }
    }
    return true;
  }

  /**
   * Takes changed references in where that makes no difference to circles, and none is in a chain: the references of
   * changed entries, and those to what came or is gone. Undefined when it does.
   * @param before the references that the entries had.
   */
  #linkAgain(before: EntryReferences): ReadonlySet<Entry> | undefined {
    if (!this.#keepsEdges(before) && !this.#stayOutOfCircles(before)) return undefined;
    const own = [...before.keys()].flatMap((entry) => this.of(entry));
    const others = this.#toWhatCameOrWent(before);
    if (!others) return undefined;
    const placed = [...own, ...others].map(
      (reference) => [reference, valueAt(this.#root.data, reference.targetPath)] as const,
    );
    if (placed.some(([, value]) => isReference(value))) return undefined;
    const missing = new Map(this.#missing.map(({ pointer, sites }) => [pointer, [...sites]]));
    for (const { site, target, path } of [...[...before.values()].flat(), ...others]) {
      this.#all.delete(site);
      this.#followed.delete(site);
      removeSite(missing.get(target), path);
    }
    for (const [reference, value] of placed) {
      if (!isOuter(reference) || this.#isInCircle(reference)) continue;
      this.#all.set(reference.site, reference);
      if (value !== undefined) this.#followed.set(reference.site, reference);
      else missing.set(reference.target, [...(missing.get(reference.target) ?? []), reference.path]);
    }
    this.#missing = [...missing]
      .filter(([, sites]) => sites.length > 0)
      .map(([pointer, sites]) => ({ pointer, sites }));
    return new Set(others.flatMap((reference) => this.ownerOf(reference) ?? []));
  }

  /**
   * References of other entries to what was not in the changed ones and is now, or the other way round. Undefined when
   * one of them, or a part of the changed ones, is or was a link of a chain.
   */
  #toWhatCameOrWent(before: EntryReferences): readonly Reference[] | undefined {
    const missing = new Set(this.#missing.map(({ pointer }) => pointer));
    const differs = new Map<string, boolean>();
    const found: Reference[] = [];
    for (const entry of before.keys()) {
      for (const reference of this.#byTarget.get(entry.path.join("\0")) ?? []) {
        const { target, targetPath } = reference;
        let other = differs.get(target);
        if (other === undefined) {
          if (this.#chained.has(targetPath.join("\0"))) return undefined;
          const value = valueAt(this.#root.data, targetPath);
          if (isReference(value)) return undefined;
          differs.set(target, (other = (value === undefined) !== missing.has(target)));
        }
        const owner = this.ownerOf(reference);
        if (!other || !owner || before.has(owner) || !this.#all.has(reference.site)) continue;
        if (this.#chained.has(reference.path.join("\0"))) return undefined;
        found.push(reference);
      }
    }
    return found;
  }

  /**
   * What is in no circle of entries is in none of references. Circles are those of the last time that all were looked
   * for: entries that changed since then are in none.
   */
  #isInCircle(reference: Reference): boolean {
    if (!this.#isCircular(reference.target, reference)) return false;
    const owner = this.ownerOf(reference);
    return !this.#areUnmistakable || (owner !== undefined && this.#leadsBack(owner));
  }

  #leadsBack(entry: Entry): boolean {
    return (this.#byTarget.get(entry.path.join("\0"))?.size ?? 0) > 0 && this.#graph.leadsBack(entry);
  }

  #keepsEdges(before: EntryReferences): boolean {
    const after = [...before.keys()].map((entry) => this.of(entry));
    return (
      this.#targetsGone().length === 0 &&
      [...before].every(([entry, references]) => this.#haveSameEdges(references, this.of(entry))) &&
      this.#targetsCame().every((target) => this.#isHarmless(target, after.flat()))
    );
  }

  /**
   * Tells whether changed entries are in no circle, before and after: then what they refer to makes no difference to
   * the circles that there are.
   */
  #stayOutOfCircles(before: EntryReferences): boolean {
    if (
      !this.#areUnmistakable ||
      !this.#targetsCame().every((target) => isUnmistakable(pathOfPointer(target)))
    )
      return false;
    if ([...before.keys()].some((entry) => this.#leadsBack(entry))) return false;
    const byPath = new Map([...before.keys()].map((entry) => [entry.path.join("\0"), entry]));
    const areAllThere = [...before.keys()].every((entry) => entryAt(this.#root, entry.path) === entry);
    const earlier = new EntryGraph((entry) => {
      const had = before.get(entry);
      if (!had && areAllThere) return this.#entriesOf(this.of(entry));
      return this.#entriesWithGone(had ?? this.of(entry), (path) => byPath.get(this.#keyOf(path)));
    });
    const referredTo = new Set([...before.values()].flat().map(({ targetPath }) => this.#keyOf(targetPath)));
    return [...byPath].every(
      ([path, entry]) =>
        ((this.#byTarget.get(path)?.size ?? 0) === 0 && !referredTo.has(path)) || !earlier.leadsBack(entry),
    );
  }

  /** The entries that references of one lead to, those into their own surroundings aside. */
  #entriesOf(references: readonly Reference[]): readonly Entry[] {
    let entries = this.#targetEntries.get(references);
    if (!entries) {
      entries = [...new Set(this.#entriesWithGone(references, () => undefined))];
      this.#targetEntries.set(references, entries);
    }
    return entries;
  }

  /** @param gone finds those that are no longer there. */
  #entriesWithGone(
    references: readonly Reference[],
    gone: (path: readonly string[]) => Entry | undefined,
  ): readonly Entry[] {
    let paths = this.#targetPaths.get(references);
    if (!paths) {
      const outer = references.filter(isOuter);
      paths = [...new Map(outer.map(({ target, targetPath }) => [target, targetPath])).values()];
      this.#targetPaths.set(references, paths);
    }
    return paths.flatMap((path) => entryAt(this.#root, path) ?? gone(path) ?? []);
  }

  #haveSameEdges(before: readonly Reference[], after: readonly Reference[]): boolean {
    const edges = (references: readonly Reference[]) =>
      references
        .flatMap((reference) => edgesOf(reference, this.#counts))
        .sort()
        .join("\n");
    return edges(before) === edges(after);
  }

  /** A target that is not there has nothing in it that could lead back, unless it is taken for another one. */
  #isHarmless(target: string, references: readonly Reference[]): boolean {
    const reference = references.find((candidate) => candidate.target === target);
    return (
      reference !== undefined &&
      valueAt(this.#root.data, reference.targetPath) === undefined &&
      isUnmistakable(reference.targetPath)
    );
  }

  #targetsCame(): readonly string[] {
    return [...this.#countsBefore].flatMap(([target, count]) =>
      count === 0 && this.#counts.has(target) ? [target] : [],
    );
  }

  #targetsGone(): readonly string[] {
    return [...this.#countsBefore].flatMap(([target, count]) =>
      count > 0 && !this.#counts.has(target) ? [target] : [],
    );
  }

  #relink(changed: ReadonlySet<Entry>): ReadonlySet<Entry> {
    this.#isLinked = true;
    const before = { all: this.#all, followed: this.#followed };
    const { own, references, below } = this.#reached();
    this.#isAlone = !leavesRoot(own);
    const outer = references.filter(isOuter);
    this.#areUnmistakable = [...this.#counts.keys()].every((target) => isUnmistakable(pathOfPointer(target)));
    this.#isCircular = circlesOf(own, outer, below);
    const links = followable(outer, this.#root.data, this.#isCircular);
    this.#all = links.all;
    this.#followed = links.followed;
    this.#missing = links.missing;
    this.#chained = chainedPlaces(references, this.#root.data);
    const differing = new Set<Entry>();
    for (const [entry, ownReferences] of this.#byEntry) {
      if (changed.has(entry)) continue;
      const differs = ownReferences.some(
        ({ site }) =>
          before.all.has(site) !== this.#all.has(site) ||
          before.followed.has(site) !== this.#followed.has(site),
      );
      if (differs) differing.add(entry);
    }
    return differing;
  }

  /** The references that count, and those of the document itself. */
  #reached(): {
    readonly own: readonly Reference[];
    readonly references: readonly Reference[];
    readonly below: FindBelow;
  } {
    if (this.#acrossFiles === 0) {
      const own = [...this.#byEntry.values()].flat();
      return { own, references: own, below: () => [] };
    }
    const below: FindBelow = (path) => this.#below(path);
    const own = [...entriesIn(this.#root)].flatMap((entry) => this.of(entry));
    const references = reachedReferences(own, below);
    for (const { targetPath } of references) {
      const { file } = inFile(targetPath);
      // It was not seen that this file is needed.
      if (file !== undefined && notAPointer(file) === undefined && !this.#isKnown(file))
        throw new Inexpressible("A file is not read.");
    }
    this.#setCounts(countsOf(references));
    return { own, references, below };
  }

  #setCounts(counts: ReadonlyMap<string, number>): void {
    this.#counts.clear();
    for (const [target, count] of counts) this.#counts.set(target, count);
  }

  #below(path: readonly string[]): readonly Reference[] {
    const place = placeAt(this.#root, path);
    if (!place) return [];
    if (!isEntry(place)) return [...entriesIn(place)].flatMap((entry) => this.of(entry));
    return this.of(place).filter((reference) => startsWith(reference.path, path));
  }

  #read(entry: Entry): void {
    this.#forget(entry);
    const { value, path } = entry;
    const references = isContainer(value) ? findReferencesBelow(value, path, this.#home) : [];
    this.#byEntry.set(entry, references);
    for (const reference of references) {
      this.#owners.set(reference, entry);
      if (isAcrossFiles(reference)) this.#acrossFiles++;
      this.#count(reference, 1);
      const key = this.#keyOf(reference.targetPath);
      const known = this.#byTarget.get(key);
      if (known) known.add(reference);
      else this.#byTarget.set(key, new Set([reference]));
    }
  }

  #forget(entry: Entry): void {
    for (const reference of this.#byEntry.get(entry) ?? []) {
      if (isAcrossFiles(reference)) this.#acrossFiles--;
      this.#count(reference, -1);
      this.#byTarget.get(this.#keyOf(reference.targetPath))?.delete(reference);
    }
    this.#byEntry.delete(entry);
  }

  #count(reference: Reference, by: number): void {
    if (!isOuter(reference)) return;
    const before = this.#counts.get(reference.target) ?? 0;
    if (before + by <= 0) this.#counts.delete(reference.target);
    else this.#counts.set(reference.target, before + by);
    if (!this.#countsBefore.has(reference.target)) this.#countsBefore.set(reference.target, before);
  }

  /** The start of a path that an entry has, or would have. */
  #keyOf(path: readonly string[]): string {
    let section = this.#root;
    for (const [depth, part] of path.entries()) {
      const child = childOf(section, part);
      if (!child || isEntry(child)) return path.slice(0, depth + 1).join("\0");
      section = child;
    }
    return path.join("\0");
  }
}

const nothing: ReadonlySet<Entry> = new Set();

function isIntoRoot(pointer: string): boolean {
  return !isFileKey(pathOfPointer(pointer)[0]);
}

function isAcrossFiles({ path, targetPath }: Reference): boolean {
  return isFileKey(path[0]) || isFileKey(targetPath[0]);
}

/** Tells whether an entry has the same references as before, in the same places. */
function areAlike(before: readonly Reference[], now: readonly Reference[]): boolean {
  return (
    before.length === now.length &&
    before.every(
      ({ target, path }, index) =>
        target === now[index]?.target && path.join("\0") === now[index].path.join("\0"),
    )
  );
}

function countsOf(references: readonly Reference[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const reference of references)
    if (isOuter(reference)) counts.set(reference.target, (counts.get(reference.target) ?? 0) + 1);
  return counts;
}

/** Entries in the order in which JavaScript has their keys. */
function* entriesIn({ data, children }: Section): Iterable<Entry> {
  for (const key of Object.keys(data)) {
    const child = children.get(key);
    if (child && isEntry(child)) yield child;
    else if (child) yield* entriesIn(child);
  }
}

function removeSite(sites: (readonly string[])[] | undefined, path: readonly string[]): void {
  const at = sites?.findIndex((site) => site.join("\0") === path.join("\0")) ?? -1;
  if (at >= 0) sites?.splice(at, 1);
}

function chainedPlaces(references: readonly Reference[], root: Container): ReadonlySet<string> {
  const targets = new Map(references.map(({ target, targetPath }) => [target, targetPath]));
  const chained = [...targets.values()].filter((path) => isReference(valueAt(root, path)));
  return new Set(chained.map((path) => path.join("\0")));
}

function isOuter(reference: Reference): boolean {
  return !isInsideOfTarget(reference);
}

/** The resolver takes names that start with the same number for the same. */
function isUnmistakable(path: readonly string[]): boolean {
  return path.every((part) => Number.isNaN(parseInt(part)));
}

/** Whether a reference has anything beside it. */
export function hasSiblings(site: JsonObject): boolean {
  return Object.keys(site).length > 1;
}
