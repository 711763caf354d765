import type { Json } from "../automaton/json.ts";
import type { Format, Segment } from "../pieces/segment.ts";

/** An entry of a section (a path item, a component, `info`): the unit that an edit reads and lints anew. */
export interface Entry {
  readonly section: Section;
  readonly key: string;
  /** Keys from the root to it. */
  readonly path: readonly string[];
  readonly format: Format;
  segment: Segment;
  value: Json;
  /** Line of the document that its segment starts in. */
  line: number;
}

/** An object that is cut into its entries; the root is one, and a file that is referred to may be. */
export interface Section {
  readonly path: readonly string[];
  readonly format: Format;
  readonly children: Map<string, Entry | Section>;
  /** What the document has there: an object that stays the same while its entries are replaced. */
  readonly data: Record<string, Json>;
  /** The segments that it starts and ends with; YAML has none for the root, and no end. */
  opening: Placed | undefined;
  closing: Placed | undefined;
  /** Files that are referred to, by their keys; only the root has them, and only paths know of them. */
  readonly files?: Section;
}

export interface Placed {
  readonly text: string;
  readonly line: number;
}

export function isEntry(child: Entry | Section): child is Entry {
  return "segment" in child;
}

/** What a key leads to in a section; files have keys in the root. */
export function childOf(section: Section, key: string): Entry | Section | undefined {
  return section.children.get(key) ?? section.files?.children.get(key);
}

/** The entry that a path leads into, or the section that it ends at; undefined when there is neither. */
export function placeAt(root: Section, path: readonly string[]): Entry | Section | undefined {
  let place: Entry | Section | undefined = root;
  for (const part of path) {
    if (place === undefined || isEntry(place)) break;
    place = childOf(place, part);
  }
  return place;
}

/** The entry that a path leads into; undefined when it ends before one. */
export function entryAt(root: Section, path: readonly string[]): Entry | undefined {
  const place = placeAt(root, path);
  return place && isEntry(place) ? place : undefined;
}
