import { inFile, isUsual, pointerOf } from "./files.ts";
import { Inexpressible } from "./inexpressible.ts";
import { isContainer, isObject, type Container, type Json, type JsonObject } from "./json.ts";

/** A `$ref` and where it is. */
export interface Reference {
  /** The object that holds it. */
  readonly site: JsonObject;
  readonly path: readonly string[];
  /** `#/…`, as written; with the key of the file in front when that is not the root document. */
  readonly target: string;
  readonly targetPath: readonly string[];
}

/**
 * Finds all `$ref`s of a document, in the order of its text.
 * @param home name of the document, which relative paths start from.
 */
export function findReferences(root: Container, home: string): readonly Reference[] {
  if (isObject(root) && typeof root["$ref"] === "string")
    throw new Inexpressible("The document is a reference.");
  return findReferencesBelow(root, [], home);
}

/** Finds the `$ref`s below an object or array at a path, its own included unless it is the root. */
export function findReferencesBelow(
  root: Container,
  start: readonly string[],
  home: string,
): readonly Reference[] {
  const references: Reference[] = [];
  const path: string[] = [...start];
  const own = start.length > 0 && isObject(root) ? readReference(root, path, home) : undefined;
  if (own) return [own];
  const visit = (container: Container): void => {
    for (const key of Object.keys(container)) {
      const value = (container as JsonObject)[key] as Json;
      if (!isContainer(value)) continue;
      path.push(key);
      const reference = isObject(value) ? readReference(value, path, home) : undefined;
      if (reference) references.push(reference);
      else visit(value);
      path.pop();
    }
  };
  visit(root);
  return references;
}

/** @throws Inexpressible when an object has a `$ref` that only spectral-core knows how to follow. */
export function requireUsualReferences(container: Container): void {
  const ref = isObject(container) ? container["$ref"] : undefined;
  if (typeof ref === "string" && !isUsual(ref)) throw new Inexpressible(`"${ref}" is an unusual reference.`);
  for (const value of Object.values<Json>(container)) if (isContainer(value)) requireUsualReferences(value);
}

function readReference(site: JsonObject, path: readonly string[], home: string): Reference | undefined {
  const ref = site["$ref"];
  if (typeof ref !== "string") return undefined;
  const target = pointerOf(ref, inFile(path).file, home);
  return { site, path: [...path], target, targetPath: pathOfPointer(target) };
}

const pointers = new Map<string, readonly string[]>();

/** The keys that a pointer (`#/…`) names. */
export function pathOfPointer(pointer: string): readonly string[] {
  let path = pointers.get(pointer);
  if (!path) {
    if (pointers.size > 50_000) pointers.clear();
    path = pointer === "#" ? [] : pointer.slice(2).split("/").map(decodeSegment);
    pointers.set(pointer, path);
  }
  return path;
}

function decodeSegment(segment: string): string {
  if (!/[%~]/.test(segment)) return segment;
  try {
    return decodeURIComponent(segment).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    throw new Inexpressible(`"${segment}" is not percent-encoded.`);
  }
}

/** How the resolver spells the place of a reference; a target spelled alike is the same node to it. */
export function pointerTo(path: readonly string[]): string {
  return `#/${path.map((segment) => segment.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`;
}
