import type { Json } from "../automaton/json.ts";
import type { ReadBlock } from "../pieces/readBlock.ts";
import { readSegment, readSegmentAgain } from "../pieces/readSegment.ts";
import type { Cut, Format, Segment } from "../pieces/segment.ts";
import { isEntry, type Entry, type Section } from "./entry.ts";

/** What an edit did to the entries of a document. */
export interface Change {
  readonly changed: readonly Entry[];
  readonly added: readonly Entry[];
  readonly removed: readonly Entry[];
  /** Sections whose entries are others now, or in another order. */
  readonly rearranged: ReadonlySet<Section>;
  /** Whether sections came or went; then nothing is changed. */
  readonly isOther: boolean;
}

/** Called with a segment, the one that it takes the place of, and what was read again. */
export type OnBlock = (before: Segment, after: Segment, block: ReadBlock) => void;

/** The value of a document, put together from its pieces and kept in step with them. */
export class Model {
  readonly format: Format;
  readonly root: Section = newSection([]);
  readonly #sections = new Map<string, Section>([["", this.root]]);
  #segments: readonly Segment[] | undefined;
  #entries = new Map<Segment, Entry>();

  readonly #onBlock: OnBlock;

  /** Starts empty; `sync` fills it. @param onBlock is told when only a part of a segment was read again. */
  constructor(format: Format, onBlock: OnBlock = () => undefined) {
    this.format = format;
    this.#onBlock = onBlock;
  }

  get entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  get sections(): Iterable<Section> {
    return this.#sections.values();
  }

  /**
   * Brings the value in step with a cut. Undefined, and nothing is changed, when a piece cannot be read on its own or two
   * entries have the same key.
   */
  sync({ segments, format }: Cut): Change | undefined {
    const quick = this.#syncInPlace(segments);
    if (quick) return quick;
    const plan = planSections(segments, format);
    if (!plan) return undefined;
    const isFirst = this.#entries.size === 0;
    const names = [...plan.keys()];
    if (!isFirst && (names.length !== this.#sections.size || names.some((name) => !this.#sections.has(name))))
      return { changed: [], added: [], removed: [], rearranged: new Set(), isOther: true };
    if (isFirst) this.#open(plan);
    this.#segments = segments;
    return this.#apply(plan);
  }

  /** Takes in what changed inside of entries; undefined when anything else did. */
  #syncInPlace(segments: readonly Segment[]): Change | undefined {
    const before = this.#segments;
    if (before?.length !== segments.length) return undefined;
    const edits: { readonly entry: Entry; readonly segment: Segment; readonly value: Json }[] = [];
    for (let index = 0; index < segments.length; index++) {
      const segment = segments[index];
      const old = before[index];
      if (!segment || !old || old === segment) continue;
      const entry = this.#entries.get(old);
      if (!entry || segment.section?.join("\0") !== nameOf(entry.section.path)) return undefined;
      const block = readSegmentAgain(segment, old, this.format);
      if (block) this.#onBlock(old, segment, block);
      const read = block?.read ?? readSegment(segment, this.format);
      if (read?.key !== entry.key) return undefined;
      edits.push({ entry, segment, value: read.value });
    }
    for (const { entry, segment, value } of edits) {
      this.#entries.delete(entry.segment);
      entry.segment = segment;
      entry.value = value;
      entry.section.data[entry.key] = value;
      this.#entries.set(segment, entry);
    }
    this.#segments = segments;
    this.#countLines(segments);
    return {
      changed: edits.map(({ entry }) => entry),
      added: [],
      removed: [],
      rearranged: new Set(),
      isOther: false,
    };
  }

  #countLines(segments: readonly Segment[]): void {
    let line = 0;
    for (const segment of segments) {
      const entry = this.#entries.get(segment);
      if (entry) entry.line = line;
      else this.#moveSection(segment, line);
      line += segment.lines;
    }
  }

  #moveSection({ opens, closes }: Segment, line: number): void {
    const opened = opens && this.#sections.get(nameOf(opens));
    if (opened?.opening) opened.opening = { text: opened.opening.text, line };
    const closed = closes && this.#sections.get(nameOf(closes));
    if (closed?.closing) closed.closing = { text: closed.closing.text, line };
  }

  #open(plan: Plan): void {
    for (const [name, { path }] of plan) {
      if (path.length === 0) continue;
      const section = newSection(path);
      this.#sections.set(name, section);
    }
  }

  #apply(plan: Plan): Change {
    const change = {
      changed: [] as Entry[],
      added: [] as Entry[],
      removed: [] as Entry[],
      rearranged: new Set<Section>(),
      isOther: false,
    };
    const entries = new Map<Segment, Entry>();
    for (const [name, planned] of plan) {
      const section = this.#sections.get(name);
      if (!section) continue;
      section.opening = planned.opening;
      section.closing = planned.closing;
      const before = [...section.children.keys()];
      const children = new Map<string, Entry | Section>();
      for (const [key, item] of planned.children) {
        children.set(
          key,
          typeof item === "string" ? this.#child(item) : this.#entry(section, key, item, change),
        );
      }
      for (const [key, child] of section.children)
        if (isEntry(child) && !children.has(key)) change.removed.push(child);
      section.children.clear();
      for (const [key, child] of children) {
        section.children.set(key, child);
        if (isEntry(child)) entries.set(child.segment, child);
      }
      if (before.join("\0") !== [...children.keys()].join("\0")) {
        reorder(section);
        change.rearranged.add(section);
      } else for (const [key, child] of children) if (isEntry(child)) section.data[key] = child.value;
    }
    this.#entries = entries;
    return change;
  }

  #child(name: string): Section {
    const section = this.#sections.get(name);
    if (!section) throw new Error("A section is missing.");
    return section;
  }

  #entry(
    section: Section,
    key: string,
    { segment, value, line }: PlannedEntry,
    change: { readonly changed: Entry[]; readonly added: Entry[] },
  ): Entry {
    const known = section.children.get(key);
    if (!known || !isEntry(known)) {
      const entry = { section, key, path: [...section.path, key], segment, value, line };
      change.added.push(entry);
      return entry;
    }
    if (known.segment !== segment) {
      if (known.segment.text !== segment.text) {
        known.value = value;
        change.changed.push(known);
      }
      known.segment = segment;
    }
    known.line = line;
    return known;
  }
}

function newSection(path: readonly string[]): Section {
  return { path, children: new Map(), data: {}, opening: undefined, closing: undefined };
}

/** Keys keep the order of the text, as far as JavaScript keeps it. */
function reorder({ data, children }: Section): void {
  for (const key of Object.keys(data)) Reflect.deleteProperty(data, key);
  for (const [key, child] of children) data[key] = isEntry(child) ? child.value : child.data;
}

interface PlannedEntry {
  readonly segment: Segment;
  readonly value: Json;
  readonly line: number;
}

interface PlannedSection extends Pick<Section, "opening" | "closing"> {
  readonly path: readonly string[];
  /** Entries, and names of sections. */
  readonly children: Map<string, PlannedEntry | string>;
}

type Plan = ReadonlyMap<string, PlannedSection>;

function planSections(segments: readonly Segment[], format: Format): Plan | undefined {
  const plan = new Map<string, PlannedSection>();
  const open = (path: readonly string[]): PlannedSection => {
    const section = {
      path,
      children: new Map<string, PlannedEntry | string>(),
      opening: undefined,
      closing: undefined,
    };
    plan.set(nameOf(path), section);
    return section;
  };
  open([]);
  let line = 0;
  for (const segment of segments) {
    if (!planSegment({ segment, line, format }, plan, open)) return undefined;
    line += segment.lines;
  }
  return plan;
}

function planSegment(
  { segment, line, format }: { readonly segment: Segment; readonly line: number; readonly format: Format },
  plan: ReadonlyMap<string, PlannedSection>,
  open: (path: readonly string[]) => PlannedSection,
): boolean {
  const { text, section, opens, closes } = segment;
  if (opens) {
    const opened = opens.length === 0 ? plan.get("") : open(opens);
    if (opened) opened.opening = { text, line };
    if (opens.length === 0) return true;
    return addChild(plan.get(nameOf(opens.slice(0, -1))), opens.at(-1) ?? "", nameOf(opens));
  }
  if (closes) {
    const closed = plan.get(nameOf(closes));
    if (closed) closed.closing = { text, line };
  }
  if (!section) return true;
  const read = readSegment(segment, format);
  return (
    read !== undefined && addChild(plan.get(nameOf(section)), read.key, { segment, value: read.value, line })
  );
}

function addChild(section: PlannedSection | undefined, key: string, child: PlannedEntry | string): boolean {
  // What is said by a "$ref" would replace the whole section.
  if (!section || section.children.has(key) || key === "$ref") return false;
  section.children.set(key, child);
  return true;
}

function nameOf(path: readonly string[]): string {
  return path.join("\0");
}
