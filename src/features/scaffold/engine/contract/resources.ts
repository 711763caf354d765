import type { Node, Target } from "./documents.ts";
import { escapeToken } from "./documents.ts";
import { isObject, stringAt } from "./value.ts";

/** A part of a document in which anchors are looked up: a schema with an `$id`, a component, or the whole. */
interface Resource {
  readonly uri: string;
  readonly pointer: string;
  /** What references in it are relative to. */
  readonly base: string;
  readonly outer: Resource | undefined;
  readonly anchors: Map<string, Node>;
  readonly dynamicAnchors: Map<string, Node>;
}

/** Keys whose value is data: an `$id` in it names nothing. */
const opaque: ReadonlySet<string> = new Set(["example", "examples", "default", "enum", "const"]);

/** The `$id`, `$anchor` and `$dynamicAnchor` of documents (JSON Schema 2020-12, 8.2). */
export class Resources {
  readonly #byPlace = new Map<string, Resource>();
  readonly #byId = new Map<string, Resource>();
  readonly #dynamic = new Map<string, Node[]>();
  /** Whether there is a `$dynamicRef` at all: most contracts have none. */
  hasDynamicReferences = false;

  /** Indexes a document once. */
  add(uri: string, root: unknown): void {
    // What YAML aliases repeat is looked at once: it may contain itself.
    const seen = new Set<unknown>();
    const whole = this.#resource(uri, "", uri, undefined);
    const queue: (readonly [value: unknown, pointer: string, owner: Resource])[] = [[root, "", whole]];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [value, pointer, owner] = next;
      if (typeof value !== "object" || value === null || seen.has(value)) continue;
      seen.add(value);
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) queue.push([item, `${pointer}/${index}`, owner]);
      } else if (isObject(value)) {
        const inside = pointer === "" ? owner : this.#enter(uri, pointer, value, owner);
        this.#note({ uri, pointer, value }, inside);
        for (const key of Object.keys(value)) {
          if (!opaque.has(key)) queue.push([value[key], `${pointer}/${escapeToken(key)}`, inside]);
        }
      }
    }
  }

  /** Where a reference leads that needs `$id` or an anchor; undefined where its path says all, or nothing is known. */
  locate(ref: string, from: Target): Target | undefined {
    const owner = this.#ownerOf(from);
    const [file = "", fragment = ""] = ref.split("#", 2);
    const isRelative = owner !== undefined && file === "";
    const base = owner?.base ?? from.uri;
    const resource = isRelative
      ? owner
      : this.#byId.get(URL.canParse(file, base) ? new URL(file, base).href : file);
    if (resource === undefined) return undefined;
    if (fragment.startsWith("/") || fragment === "") {
      // Within one's own document, paths start from the root of the document in practice.
      return isRelative ? undefined : { uri: resource.uri, pointer: resource.pointer + fragment };
    }
    for (let place: Resource | undefined = resource; place !== undefined; place = place.outer) {
      const found = place.anchors.get(fragment) ?? place.dynamicAnchors.get(fragment);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The dynamic anchors of the resource that a place is in. */
  dynamicAnchorsAround(place: Target): ReadonlyMap<string, Node> {
    return this.#ownerOf(place)?.dynamicAnchors ?? new Map<string, Node>();
  }

  /** Every schema that has a dynamic anchor of this name. */
  dynamicAnchors(name: string): readonly Node[] {
    return this.#dynamic.get(name) ?? [];
  }

  #enter(uri: string, pointer: string, value: object, outer: Resource): Resource {
    const id = stringAt(value, "$id");
    if (id === undefined)
      return /^\/components\/schemas\/[^/]+$/.test(pointer)
        ? this.#resource(uri, pointer, outer.base, outer)
        : outer;
    const base = URL.canParse(id, outer.base) ? new URL(id, outer.base).href.replace(/#$/, "") : id;
    const resource = this.#resource(uri, pointer, base, undefined);
    this.#byId.set(base, resource);
    return resource;
  }

  #resource(uri: string, pointer: string, base: string, outer: Resource | undefined): Resource {
    const resource = { uri, pointer, base, outer, anchors: new Map(), dynamicAnchors: new Map() };
    this.#byPlace.set(`${uri}#${pointer}`, resource);
    return resource;
  }

  #note(node: Node, { anchors, dynamicAnchors }: Resource): void {
    const anchor = stringAt(node.value, "$anchor");
    const dynamic = stringAt(node.value, "$dynamicAnchor");
    if (anchor !== undefined && !anchors.has(anchor)) anchors.set(anchor, node);
    if (dynamic !== undefined && !dynamicAnchors.has(dynamic)) {
      dynamicAnchors.set(dynamic, node);
      this.#dynamic.set(dynamic, [...this.dynamicAnchors(dynamic), node]);
    }
    if (stringAt(node.value, "$dynamicRef") !== undefined) this.hasDynamicReferences = true;
  }

  #ownerOf({ uri, pointer }: Target): Resource | undefined {
    for (let path = pointer; ; path = path.slice(0, path.lastIndexOf("/"))) {
      const owner = this.#byPlace.get(`${uri}#${path}`);
      if (owner !== undefined || path === "") return owner;
    }
  }
}
