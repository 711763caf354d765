import { leftInCircles, reachedReferences, type FindBelow } from "./acrossFiles.ts";
import { circleTest, isInsideOfTarget, type CircleTest } from "./circles.ts";
import { areInOneFile, isFileKey, notAPointer } from "./files.ts";
import { Inexpressible } from "./inexpressible.ts";
import {
  isContainer,
  isObject,
  isReference,
  memberOf,
  type Container,
  type Json,
  type JsonObject,
} from "./json.ts";
import { findReferencesBelow, pointerTo, type Reference } from "./references.ts";

/** A document with its references replaced by what they point at; targets are shared, not copied. */
export interface ResolvedView {
  readonly root: Container;
  /** What replaced a reference, by the object that held it. */
  readonly followed: ReadonlyMap<JsonObject, Json>;
  /** Objects and arrays that some reference was replaced with. */
  readonly targets: Pick<ReadonlySet<Container>, "has">;
  /** References that lead somewhere, to nowhere included, by the object that holds them. */
  readonly links: ReadonlyMap<JsonObject, Reference>;
  /** Pointers that references have, those into their own surroundings aside. */
  readonly pointers: ReadonlySet<string>;
  readonly missing: readonly MissingTarget[];
  /** Whether the document refers to no other file. */
  readonly isAlone: boolean;
}

export interface MissingTarget {
  /** Where it should be: `#/…`. */
  readonly pointer: string;
  /** Places of the references to it. */
  readonly sites: readonly (readonly string[])[];
}

/**
 * Replaces references as json-ref-resolver does, in time linear in the document and in what it refers to.
 * @param root what the document says; the files that it refers to are attached. @param own its references.
 * @param home name of the document.
 */
export function resolveReferences(root: Container, own: readonly Reference[], home: string): ResolvedView {
  const { references, below } = allReferences(root, own, home);
  const outer = references.filter((reference) => !isInsideOfTarget(reference));
  const links = followable(outer, root, circlesOf(own, outer, below));
  const builder = new ViewBuilder(root, links);
  const resolved = builder.build();
  return {
    root: resolved,
    followed: builder.followed,
    targets: builder.targets,
    links: links.all,
    pointers: pointersIntoRoot(outer),
    missing: links.missing,
    isAlone: !leavesRoot(own),
  };
}

/** All references that count. @param own those of the root document. */
export function allReferences(
  root: Container,
  own: readonly Reference[],
  home: string,
): { readonly references: readonly Reference[]; readonly below: FindBelow } {
  const known = new Map<string, readonly Reference[]>();
  const below: FindBelow = (path) => {
    const key = path.join("\0");
    let references = known.get(key);
    if (!references) {
      const value = valueAt(root, path) ?? null;
      references = isContainer(value) ? findReferencesBelow(value, path, home) : [];
      known.set(key, references);
    }
    return references;
  };
  return { references: leavesRoot(own) ? reachedReferences(own, below) : own, below };
}

/** Pointers into the root document. */
export function pointersIntoRoot(references: readonly Reference[]): ReadonlySet<string> {
  return new Set(
    references.filter(({ targetPath }) => !isFileKey(targetPath[0])).map(({ target }) => target),
  );
}

export function leavesRoot(references: readonly Reference[]): boolean {
  return references.some(
    ({ targetPath: [first = ""] }) => isFileKey(first) && notAPointer(first) === undefined,
  );
}

/**
 * Which references are left because of circles. In a file these are all that are in one, as json-ref-resolver has it.
 * @param own references of the root document. @param outer all that count but those into their own surroundings.
 */
export function circlesOf(
  own: readonly Reference[],
  outer: readonly Reference[],
  below: FindBelow,
): CircleTest {
  if (!leavesRoot(own)) return circleTest(outer);
  const inOneFile = circleTest(outer.filter(({ path, targetPath }) => areInOneFile(path, targetPath)));
  const isLeft: CircleTest = (target, from) =>
    areInOneFile(from.path, from.targetPath) && inOneFile(target, from);
  const anywhere = circleTest(outer);
  const left = leftInCircles(
    own,
    below,
    (reference) => isLeft(reference.target, reference),
    (reference) => anywhere(reference.target, reference),
  );
  return (target, from) => isLeft(target, from) || left.has(from.site);
}

export interface Links {
  readonly all: ReadonlyMap<JsonObject, Reference>;
  readonly followed: ReadonlyMap<JsonObject, Reference>;
  readonly missing: readonly MissingTarget[];
}

/** Tells which references are followed, and which are left alone or lead to nowhere. */
export function followable(
  references: readonly Reference[],
  root: Container,
  isCircular: CircleTest,
): Links & { readonly all: Map<JsonObject, Reference>; readonly followed: Map<JsonObject, Reference> } {
  let sites: ReadonlySet<string> | undefined;
  const values = new Map<string, Json | undefined>();
  const valueOf = ({ target, targetPath }: Reference): Json | undefined => {
    if (!values.has(target)) values.set(target, valueAt(root, targetPath));
    return values.get(target);
  };
  const bySite = new Map(references.map((reference) => [reference.site, reference]));
  const all = new Map<JsonObject, Reference>();
  const followed = new Map<JsonObject, Reference>();
  const missing = new Map<string, (readonly string[])[]>();
  for (const reference of references) {
    const value = valueOf(reference);
    const isChain = isReference(value);
    if (isChain && endsNowhere(reference, bySite, root)) continue;
    if (isChain) {
      sites ??= new Set(references.map(({ path }) => pointerTo(path)));
      if (!sites.has(reference.target)) throw new Inexpressible("A target is spelled in two ways.");
    }
    if (isCircular(reference.target, reference)) {
      if (isChain) throw new Inexpressible("A chain of references goes in circles.");
      continue;
    }
    all.set(reference.site, reference);
    if (value === undefined) {
      missing.set(reference.target, [...(missing.get(reference.target) ?? []), reference.path]);
    } else followed.set(reference.site, reference);
  }
  requireOrderlyChains(
    references.filter(({ site }) => all.has(site)),
    followed,
    missing,
    valueOf,
  );
  return { all, followed, missing: [...missing].map(([pointer, paths]) => ({ pointer, sites: paths })) };
}

/** Tells whether a reference leads to references only, round and round; spectral-core never ends there. */
function endsNowhere(first: Reference, bySite: ReadonlyMap<JsonObject, Reference>, root: Container): boolean {
  const seen = new Set<Reference>();
  for (let next: Reference | undefined = first; next;) {
    if (seen.has(next)) return true;
    seen.add(next);
    const value = valueAt(root, next.targetPath);
    next = isObject(value) ? bySite.get(value) : undefined;
  }
  return false;
}

/** Chains of references are followed one by one unless one of them is left alone; which then wins is the order's. */
function requireOrderlyChains(
  references: readonly Reference[],
  followed: ReadonlyMap<JsonObject, Reference>,
  missing: ReadonlyMap<string, unknown>,
  valueOf: (reference: Reference) => Json | undefined,
): void {
  for (const reference of references) {
    const value = valueOf(reference);
    if (!isReference(value)) continue;
    if (!followed.has(value) || missing.has(value.$ref))
      throw new Inexpressible("A chain of references has no end.");
  }
}

/** The value at a path. A path through a reference depends on the order in which references are replaced. */
export function valueAt(root: Container, path: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const part of path) {
    if (isReference(value) && value !== root)
      throw new Inexpressible("A reference points through another one.");
    if (value !== undefined && isContainer(value) && !Object.hasOwn(value, part) && part in value)
      throw new Inexpressible("A reference points at what is not in the document.");
    value = memberOf(value, part);
  }
  return value;
}

class ViewBuilder {
  readonly followed = new Map<JsonObject, Json>();
  readonly targets = new Set<Container>();
  readonly #root: Container;
  readonly #links: Links;
  readonly #built = new Map<Container, Container>();
  readonly #open = new Set<Container>();

  constructor(root: Container, links: Links) {
    this.#root = root;
    this.#links = links;
  }

  build(): Container {
    const root = this.#copy(this.#root);
    return root;
  }

  /** The view of an object or array: itself, unless something in it is replaced. */
  #copy(container: Container): Container {
    const known = this.#built.get(container);
    if (known) return known;
    if (this.#open.has(container)) throw new Inexpressible("References go in circles.");
    this.#open.add(container);
    const view = Array.isArray(container) ? this.#copyArray(container) : this.#copyObject(container);
    this.#open.delete(container);
    this.#built.set(container, view);
    return view;
  }

  #copyArray(array: Json[]): Json[] {
    let view = array;
    for (const [index, item] of array.entries()) {
      const copy = this.#view(item);
      if (copy === item) continue;
      if (view === array) view = [...array];
      view[index] = copy;
    }
    return view;
  }

  #copyObject(object: JsonObject): JsonObject {
    let view = object;
    for (const key of Object.keys(object)) {
      const value = object[key] as Json;
      const copy = this.#view(value);
      if (copy === value) continue;
      if (view === object) view = { ...object };
      view[key] = copy;
    }
    return view;
  }

  #view(value: Json): Json {
    if (!isContainer(value)) return value;
    const reference = isObject(value) ? this.#links.followed.get(value) : undefined;
    return reference ? this.#follow(reference) : isReference(value) ? value : this.#copy(value);
  }

  #follow({ site, targetPath }: Reference): Json {
    const known = this.followed.get(site);
    if (known !== undefined) return known;
    const target = this.#view(valueAt(this.#root, targetPath) ?? null);
    this.followed.set(site, target);
    if (isContainer(target)) this.targets.add(target);
    return target;
  }
}
