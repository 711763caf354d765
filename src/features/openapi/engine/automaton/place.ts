import { inFile } from "./files.ts";
import { Inexpressible } from "./inexpressible.ts";
import { isContainer, isObject, isReference, type Container, type Json, type JsonObject } from "./json.ts";
import { encodeForFragment } from "./print.ts";
import type { Reference } from "./references.ts";
import type { ResolvedView } from "./resolve.ts";

/** Where a finding belongs in the source, and how far below that its path goes. Paths start with the key of a file. */
export interface Place {
  readonly path: readonly string[];
  /** The path with what is not there. */
  readonly missing: readonly string[];
}

/** The deepest place of a path that there is. Inherited properties count, as they do for Spectral. */
export function closestPath(root: Json, path: readonly string[]): string[] {
  const closest: string[] = [];
  let value: unknown = root;
  for (const part of path) {
    if (!isContainer(value) || !(part in value)) break;
    closest.push(part);
    value = (value as JsonObject)[part];
  }
  return closest;
}

/** Place of a path in a document whose references were not followed. */
export function placeInDocument(root: Container, path: readonly string[]): Place {
  return { path: closestPath(root, path), missing: path };
}

/**
 * Place of a path in the resolved view: behind references it is the target's. Mirrors `findAssociatedItemForPath`
 * of Spectral's document inventory.
 */
export function placeInView(root: Container, view: ResolvedView, path: readonly string[]): Place {
  const existing = closestPath(view.root, path);
  const left = leavesDocument(root, existing);
  if (left === "never") return placeInDocument(root, path);
  const { place: followed, nowhere } = followLinks(root, view, path);
  if (nowhere) {
    const file = inFile(followed).file;
    const whole = file === undefined ? path : [file, ...path];
    return { path: closestPath(root, whole), missing: whole };
  }
  // Such places went through a URI fragment and were not decoded again: "{id}" is not found there. In several files that
  // would depend on the way there, so they are what they are.
  const place = closestPath(root, view.isAlone ? followed.map(encodeForFragment) : followed);
  const last = left === "at its end" ? undefined : existing.at(-1);
  const rest = last === undefined ? [] : path.slice(path.lastIndexOf(last) + 1);
  return { path: place, missing: [...place, ...rest] };
}

/** Where a path, walked without following references, comes upon one that leads elsewhere. */
function leavesDocument(root: Container, path: readonly string[]): "never" | "on its way" | "at its end" {
  let value: unknown = root;
  for (const part of path) {
    if (!isContainer(value)) throw new Inexpressible("A path leads out of its document.");
    if (!(part in value)) {
      if (isReference(value)) return "on its way";
      throw new Inexpressible("A path leads out of its document.");
    }
    value = (value as JsonObject)[part];
  }
  return isReference(value) && Object.keys(value).length === 1 ? "at its end" : "never";
}

/**
 * Where the links on a path lead.
 * @returns the place, and whether a link to a file that there is not was come upon; then the place is the link's.
 */
function followLinks(
  root: Container,
  { links }: ResolvedView,
  path: readonly string[],
): { readonly place: readonly string[]; readonly nowhere: boolean } {
  let place: string[] = [];
  let value: unknown = root;
  for (const part of path) {
    place.push(part);
    value = ownValue(value, part);
    for (let link = linkAt(links, value); link; link = linkAt(links, value)) {
      const { targetPath } = link;
      const { file } = inFile(targetPath);
      if (file !== undefined && !Object.hasOwn(root, file)) return { place, nowhere: true };
      place = [...targetPath];
      value = targetPath.reduce<unknown>(ownValue, root);
    }
  }
  return { place, nowhere: false };
}

function linkAt(links: ResolvedView["links"], value: unknown): Reference | undefined {
  return isObject(value) ? links.get(value) : undefined;
}

function ownValue(value: unknown, part: string): unknown {
  return isContainer(value) && Object.hasOwn(value, part) ? (value as JsonObject)[part] : undefined;
}
