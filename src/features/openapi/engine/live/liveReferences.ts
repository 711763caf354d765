import { circleTest, edgesOf, isInsideOfTarget, type CircleTest } from "../automaton/circles.ts";
import { isContainer, isObject, isReference, type Container, type JsonObject } from "../automaton/json.ts";
import { findReferencesBelow, pathOfPointer, type Reference } from "../automaton/references.ts";
import { followable, valueAt, type Links } from "../automaton/resolve.ts";
import { entryAt, isEntry, type Entry, type Section } from "./entry.ts";
import { EntryGraph } from "./entryGraph.ts";

/** The references of a document by the entry that they are in, and what becomes of each of them. */
export class LiveReferences {
  readonly #root: Section;
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
  #missing: Links["missing"] = [];
  #isCircular: CircleTest = () => false;
  /** Whether it is known where references lead. */
  #isLinked = false;
  /** Whether no target has a name that the resolver may take for another one. */
  #areUnmistakable = false;
  readonly #targetPaths = new WeakMap<readonly Reference[], readonly (readonly string[])[]>();
  /** How often targets were referred to before the last update, as far as that is different. */
  readonly #countsBefore = new Map<string, number>();

  constructor(root: Section) {
    this.#root = root;
  }

  get links(): Links {
    return { all: this.#all, followed: this.#followed, missing: this.#missing };
  }

  /** Pointers that references have. */
  get pointers(): ReadonlySet<string> {
    return new Set(this.#counts.keys());
  }

  /** Whether the last update added or removed pointers to what the document has. */
  get pointersChanged(): boolean {
    return [...this.#targetsCame(), ...this.#targetsGone()].some((target) => this.#isThere(target));
  }

  /** Tells whether a pointer names a part of the document in any way of reading it, one with slashes in keys too. */
  #isThere(target: string): boolean {
    if (/[~%]/.test(target)) return true;
    let value: unknown = this.#root.data;
    const parts = target.slice(2).split("/");
    for (const [depth, part] of parts.entries()) {
      if (!isObject(value)) return false;
      if (Object.hasOwn(value, parts.slice(depth).join("/"))) return true;
      value = Object.hasOwn(value, part) ? value[part] : undefined;
    }
    return false;
  }

  isFollowed(site: JsonObject): boolean {
    return this.#followed.has(site);
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
    const concerned = [...changed, ...added, ...removed];
    const before = concerned.map((entry) => this.of(entry));
    for (const entry of removed) this.#forget(entry);
    for (const entry of [...changed, ...added]) this.#read(entry);
    if (this.#isLinked && this.#keepsLinks(concerned, before)) return new Set();
    return this.#relink(new Set([...changed, ...added]));
  }

  /**
   * Takes changed references in where that makes no difference to any other: none is in a circle that was not, and
   * all lead where they led.
   */
  #keepsLinks(changed: readonly Entry[], before: readonly (readonly Reference[])[]): boolean {
    const after = changed.map((entry) => this.of(entry));
    if (!changed.every((entry) => this.#targetsStay(entry))) return false;
    if (!this.#keepsEdges(before, after) && !this.#stayOutOfCircles(changed, before)) return false;
    const values = after.flat().map((reference) => valueAt(this.#root.data, reference.targetPath));
    if (values.some(isReference)) return false;
    for (const { site } of before.flat()) {
      this.#all.delete(site);
      this.#followed.delete(site);
    }
    const missing = new Map(this.#missing.map(({ pointer, sites }) => [pointer, [...sites]]));
    for (const { target, path } of before.flat()) removeSite(missing.get(target), path);
    for (const [index, reference] of after.flat().entries()) {
      if (!isOuter(reference) || this.#isCircular(reference.target, reference)) continue;
      this.#all.set(reference.site, reference);
      if (values[index] !== undefined) this.#followed.set(reference.site, reference);
      else missing.set(reference.target, [...(missing.get(reference.target) ?? []), reference.path]);
    }
    this.#missing = [...missing]
      .filter(([, sites]) => sites.length > 0)
      .map(([pointer, sites]) => ({ pointer, sites }));
    return true;
  }

  #keepsEdges(before: readonly (readonly Reference[])[], after: readonly (readonly Reference[])[]): boolean {
    return (
      this.#targetsGone().length === 0 &&
      after.every((references, index) => this.#haveSameEdges(before[index] ?? [], references)) &&
      this.#targetsCame().every((target) => this.#isHarmless(target, after.flat()))
    );
  }

  /**
   * Tells whether changed entries are in no circle, before and after: then what they refer to makes no difference to
   * the circles that there are.
   */
  #stayOutOfCircles(changed: readonly Entry[], before: readonly (readonly Reference[])[]): boolean {
    if (
      !this.#areUnmistakable ||
      !this.#targetsCame().every((target) => isUnmistakable(pathOfPointer(target)))
    )
      return false;
    const earlier = new Map(changed.map((entry, index) => [entry, before[index] ?? []]));
    const graphs = [
      new EntryGraph((entry) => this.#entriesOf(this.of(entry))),
      new EntryGraph((entry) => this.#entriesOf(earlier.get(entry) ?? this.of(entry))),
    ];
    return changed
      .filter((entry) => (this.#byTarget.get(entry.path.join("\0"))?.size ?? 0) > 0)
      .every((entry) => graphs.every((graph) => !graph.leadsBack(entry)));
  }

  /** The entries that references of one lead to, those into their own surroundings aside. */
  #entriesOf(references: readonly Reference[]): readonly Entry[] {
    let paths = this.#targetPaths.get(references);
    if (!paths) {
      const outer = references.filter(isOuter);
      paths = [...new Map(outer.map(({ target, targetPath }) => [target, targetPath])).values()];
      this.#targetPaths.set(references, paths);
    }
    return paths.flatMap((path) => entryAt(this.#root, path) ?? []);
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

  /** Tells whether what references to an entry lead to is there as before, and no reference itself. */
  #targetsStay(entry: Entry): boolean {
    const missing = new Set(this.#missing.map(({ pointer }) => pointer));
    const seen = new Set<string>();
    for (const { target, targetPath } of this.#byTarget.get(entry.path.join("\0")) ?? []) {
      if (seen.has(target)) continue;
      seen.add(target);
      if (this.#chained.has(targetPath.join("\0"))) return false;
      const value = valueAt(this.#root.data, targetPath);
      if (isReference(value) || (value === undefined) !== missing.has(target)) return false;
    }
    return true;
  }

  #relink(changed: ReadonlySet<Entry>): ReadonlySet<Entry> {
    this.#isLinked = true;
    const references = [...this.#byEntry.values()].flat();
    const before = { all: this.#all, followed: this.#followed };
    const outer = references.filter(isOuter);
    this.#areUnmistakable = [...this.#counts.keys()].every((target) => isUnmistakable(pathOfPointer(target)));
    this.#isCircular = circleTest(outer);
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

  #read(entry: Entry): void {
    this.#forget(entry);
    const { value, path } = entry;
    const references = isContainer(value) ? findReferencesBelow(value, path) : [];
    this.#byEntry.set(entry, references);
    for (const reference of references) {
      this.#owners.set(reference, entry);
      this.#count(reference, 1);
      const key = this.#keyOf(reference.targetPath);
      const known = this.#byTarget.get(key);
      if (known) known.add(reference);
      else this.#byTarget.set(key, new Set([reference]));
    }
  }

  #forget(entry: Entry): void {
    for (const reference of this.#byEntry.get(entry) ?? []) {
      this.#count(reference, -1);
      this.#byTarget.get(this.#keyOf(reference.targetPath))?.delete(reference);
    }
    this.#byEntry.delete(entry);
  }

  #count(reference: Reference, by: number): void {
    if (!isOuter(reference)) return;
    const before = this.#counts.get(reference.target) ?? 0;
    if (before + by === 0) this.#counts.delete(reference.target);
    else this.#counts.set(reference.target, before + by);
    if (!this.#countsBefore.has(reference.target)) this.#countsBefore.set(reference.target, before);
  }

  /** The start of a path that an entry has, or would have. */
  #keyOf(path: readonly string[]): string {
    let section = this.#root;
    for (const [depth, part] of path.entries()) {
      const child = section.children.get(part);
      if (!child || isEntry(child)) return path.slice(0, depth + 1).join("\0");
      section = child;
    }
    return path.join("\0");
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
