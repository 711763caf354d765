import { Inexpressible } from "../automaton/inexpressible.ts";
import {
  isContainer,
  isObject,
  isReference,
  type Container,
  type Json,
  type JsonObject,
} from "../automaton/json.ts";
import type { Reference } from "../automaton/references.ts";
import { valueAt, type ResolvedView } from "../automaton/resolve.ts";
import { entryAt, isEntry, type Entry, type Section } from "./entry.ts";
import type { LiveReferences } from "./liveReferences.ts";

/**
 * A document with its references replaced, kept in step with edits: objects outside of what changed stay the same, and
 * only the places that held the changed target get the new one.
 */
export class LiveView {
  readonly #root: Section;
  readonly #references: LiveReferences;
  readonly #built = new WeakMap<Container, Container>();
  readonly #open = new Set<Container>();
  #followed = new WeakMap<JsonObject, { readonly value: Json }>();
  #targets = new WeakMap<Container, Entry>();

  constructor(root: Section, references: LiveReferences) {
    this.#root = root;
    this.#references = references;
  }

  get root(): Container {
    return this.sectionView(this.#root);
  }

  /** What rules and places ask of a view. */
  get resolved(): ResolvedView {
    const references = this.#references;
    const { links } = references;
    return {
      root: this.root,
      followed: links.followed as ReadonlyMap<JsonObject, never>,
      targets: { has: (container: Container) => this.#targets.has(container) },
      links: links.all,
      get pointers() {
        return references.pointers;
      },
      missing: links.missing,
    };
  }

  /** Tells whether a reference is replaced. */
  isFollowed(site: JsonObject): boolean {
    return this.#references.isFollowed(site);
  }

  /** The entry whose content replaced a reference; undefined when none was replaced with the object. */
  entryOfTarget(container: Container): Entry | undefined {
    return this.#targets.get(container);
  }

  sectionView({ data }: Section): JsonObject {
    return this.#built.get(data) as JsonObject;
  }

  /** What an entry looks like with its references followed. */
  valueOf({ section, key }: Entry): Json {
    return this.sectionView(section)[key] ?? null;
  }

  /** Builds everything. */
  build(sections: Iterable<Section>): void {
    const all = [...sections];
    for (const section of all) this.#built.set(section.data, {});
    for (const section of all) this.arrange(section);
  }

  /** Puts the entries of a section in their order, and builds those that are not. */
  arrange(section: Section): void {
    const view = this.sectionView(section);
    const values = [...section.children].map(
      ([key, child]) => [key, isEntry(child) ? this.#view(child.value) : this.sectionView(child)] as const,
    );
    for (const key of Object.keys(view)) Reflect.deleteProperty(view, key);
    for (const [key, value] of values) view[key] = value;
  }

  /** Forgets what an entry looked like, before its references are followed anew. */
  forget({ value }: Entry): void {
    if (isContainer(value)) this.#forget(value);
  }

  /** Builds an entry anew after `forget`. */
  rebuild(entry: Entry): void {
    this.sectionView(entry.section)[entry.key] = this.#view(entry.value);
  }

  /** What a reference was replaced with; undefined when it was not. */
  followedValue({ site }: Reference): Json | undefined {
    return this.#followed.get(site)?.value;
  }

  /** What a reference leads to in the end, as it is written. */
  sourceOf(reference: Reference): Json | undefined {
    let next: Reference | undefined = reference;
    let value: Json | undefined;
    while (next) {
      value = valueAt(this.#root.data, next.targetPath);
      next = isReference(value) ? this.#references.links.followed.get(value) : undefined;
    }
    return value;
  }

  forgetReference({ site }: Reference): void {
    this.#followed.delete(site);
  }

  /** Puts what a reference leads to now in its place. */
  replace(reference: Reference): void {
    const { site, path } = reference;
    const parent = valueAt(this.#root.data, path.slice(0, -1));
    const view = isContainer(parent ?? null) ? this.#built.get(parent as Container) : undefined;
    if (!view || view === parent) throw new Inexpressible("The place of a reference is gone.");
    (view as JsonObject)[path.at(-1) ?? ""] = this.#view(site);
  }

  #forget(container: Container): void {
    this.#built.delete(container);
    if (isReference(container)) this.#followed.delete(container);
    for (const value of Object.values<Json>(container)) if (isContainer(value)) this.#forget(value);
  }

  #copy(container: Container): Container {
    const known = this.#built.get(container);
    if (known) return known;
    if (this.#open.has(container)) throw new Inexpressible("References go in circles.");
    this.#open.add(container);
    let view = container;
    for (const key of Object.keys(container)) {
      const value = (container as JsonObject)[key] as Json;
      const copy = this.#view(value);
      if (copy === value) continue;
      if (view === container) view = Array.isArray(container) ? [...container] : { ...container };
      (view as JsonObject)[key] = copy;
    }
    this.#open.delete(container);
    this.#built.set(container, view);
    return view;
  }

  #view(value: Json): Json {
    if (!isContainer(value)) return value;
    const reference = isObject(value) ? this.#references.links.followed.get(value) : undefined;
    return reference ? this.#follow(reference) : isReference(value) ? value : this.#copy(value);
  }

  #follow({ site, targetPath }: Reference): Json {
    const known = this.#followed.get(site);
    if (known) return known.value;
    const source = valueAt(this.#root.data, targetPath) ?? null;
    const value = this.#view(source);
    this.#followed.set(site, { value });
    if (isContainer(value) && !this.#targets.has(value)) this.#targets.set(value, this.#home(targetPath));
    return value;
  }

  /** The entry that a target is in; sections cannot be targets, they never stay the same. */
  #home(path: readonly string[]): Entry {
    const entry = entryAt(this.#root, path);
    if (!entry) throw new Inexpressible("A reference points at a section.");
    return entry;
  }
}
