import { isFileKey } from "../automaton/files.ts";
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

/** What was made of an entry. */
interface Copies {
  /** Copies of objects and arrays that references are replaced in; of others, as far as they were asked for on their own. */
  readonly built: Map<Container, Container>;
  /** What its references were replaced with. */
  readonly followed: Map<JsonObject, Json>;
}

/**
 * A document with its references replaced, kept in step with edits: objects outside of what changed stay the same, and
 * only the places that held the changed target get the new one.
 */
export class LiveView {
  readonly #root: Section;
  readonly #references: LiveReferences;
  readonly #sections = new WeakMap<JsonObject, JsonObject>();
  readonly #copies = new WeakMap<Entry, Copies>();
  readonly #open = new Set<Container>();
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
      isAlone: references.isAlone,
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
    const view = this.#sections.get(data);
    if (!view) throw new Error("A section has no view.");
    return view;
  }

  /** What an entry looks like with its references followed. */
  valueOf({ section, key }: Entry): Json {
    return this.sectionView(section)[key] ?? null;
  }

  /** Builds everything. */
  build(sections: Iterable<Section>): void {
    const all = [...sections];
    for (const section of all) this.#sections.set(section.data, {});
    for (const section of all) this.arrange(section);
  }

  /** Puts the entries of a section in their order, and builds those that are not. */
  arrange(section: Section): void {
    const view = this.sectionView(section);
    const values = [...section.children].map(
      ([key, child]) =>
        [key, isEntry(child) ? this.#view(child.value, child) : this.sectionView(child)] as const,
    );
    for (const key of Object.keys(view)) Reflect.deleteProperty(view, key);
    for (const [key, value] of values) view[key] = value;
  }

  /** Forgets what an entry looked like, before its references are followed anew. */
  forget(entry: Entry): void {
    this.#copies.delete(entry);
  }

  /** Builds an entry anew after `forget`. */
  rebuild(entry: Entry): void {
    this.sectionView(entry.section)[entry.key] = this.#view(entry.value, entry);
  }

  /** What a reference was replaced with; undefined when it was not. */
  followedValue(reference: Reference): Json | undefined {
    const owner = this.#references.ownerOf(reference);
    return owner && this.#copies.get(owner)?.followed.get(reference.site);
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

  forgetReference(reference: Reference): void {
    const owner = this.#references.ownerOf(reference);
    if (owner) this.#copies.get(owner)?.followed.delete(reference.site);
  }

  /** Puts what a reference leads to now in its place. */
  replace(reference: Reference): void {
    const { site, path } = reference;
    const owner = this.#references.ownerOf(reference);
    const isFile = path.length === 1 && isFileKey(path[0]);
    const parent = isFile ? this.#root.files?.data : valueAt(this.#root.data, path.slice(0, -1));
    const view = owner && isContainer(parent ?? null) ? this.#copyOf(parent as Container, owner) : undefined;
    if (!owner || !view || view === parent) throw new Inexpressible("The place of a reference is gone.");
    (view as JsonObject)[path.at(-1) ?? ""] = this.#view(site, owner);
  }

  #copyOf(container: Container, owner: Entry): Container | undefined {
    return this.#sections.get(container as JsonObject) ?? this.#copies.get(owner)?.built.get(container);
  }

  #copiesOf(entry: Entry): Copies {
    let copies = this.#copies.get(entry);
    if (!copies) this.#copies.set(entry, (copies = { built: new Map(), followed: new Map() }));
    return copies;
  }

  /** @param isPart whether it is a part of something that is copied. */
  #copy(container: Container, entry: Entry, isPart: boolean): Container {
    const { built } = this.#copiesOf(entry);
    const known = built.get(container);
    if (known) return known;
    if (this.#open.has(container)) throw new Inexpressible("References go in circles.");
    this.#open.add(container);
    let view = container;
    for (const key of Object.keys(container)) {
      const value = (container as JsonObject)[key] as Json;
      const copy = this.#view(value, entry, true);
      if (copy === value) continue;
      if (view === container) view = Array.isArray(container) ? [...container] : { ...container };
      (view as JsonObject)[key] = copy;
    }
    this.#open.delete(container);
    if (view !== container || !isPart) built.set(container, view);
    return view;
  }

  #view(value: Json, entry: Entry, isPart = false): Json {
    if (!isContainer(value)) return value;
    const reference = isObject(value) ? this.#references.links.followed.get(value) : undefined;
    if (reference) return this.#follow(reference, entry);
    return isReference(value) ? value : this.#copy(value, entry, isPart);
  }

  #follow({ site, targetPath }: Reference, owner: Entry): Json {
    const { followed } = this.#copiesOf(owner);
    const known = followed.get(site);
    if (known !== undefined) return known;
    const source = valueAt(this.#root.data, targetPath) ?? null;
    const home = this.#home(targetPath);
    const value = this.#view(source, home);
    followed.set(site, value);
    if (isContainer(value) && !this.#targets.has(value)) this.#targets.set(value, home);
    return value;
  }

  /** The entry that a target is in; sections cannot be targets, they never stay the same. */
  #home(path: readonly string[]): Entry {
    const entry = entryAt(this.#root, path);
    if (!entry) throw new Inexpressible("A reference points at a section.");
    return entry;
  }
}
