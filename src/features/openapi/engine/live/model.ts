import type { Json } from "../automaton/json.ts";
import type { ReadBlock } from "../pieces/readBlock.ts";
import { readSegment, readSegmentAgain } from "../pieces/readSegment.ts";
import type { Cut, Format, Segment } from "../pieces/segment.ts";
import { attachFile } from "../automaton/files.ts";
import { isEntry, type Entry, type Section } from "./entry.ts";

/** A file that is referred to: in pieces, or all of it as one. */
export interface FileCut {
  /** See `keyOfFile`. */
  readonly key: string;
  readonly cut: Cut;
}

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

/** A cut, and where its value is in the one of the document. */
interface PlacedCut {
  /** Nothing, or the key of a file. */
  readonly start: readonly string[];
  readonly cut: Cut;
}

const nameOfFiles = "\u0001";

/** The value of a document and of the files it refers to, put together from their pieces and kept in step with them. */
export class Model {
  readonly root: Section;
  readonly #files: Section;
  readonly #sections: Map<string, Section>;
  #cuts: readonly PlacedCut[] | undefined;
  #entries = new Map<Segment, Entry>();
  readonly #attached = new Set<string>();

  readonly #onBlock: OnBlock;

  /** Starts empty; `sync` fills it. @param onBlock is told when only a part of a segment was read again. */
  constructor(format: Format, onBlock: OnBlock = () => undefined) {
    this.#files = newSection([], format);
    this.root = { ...newSection([], format), files: this.#files };
    this.#sections = new Map([
      ["", this.root],
      [nameOfFiles, this.#files],
    ]);
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
  sync(cut: Cut, files: readonly FileCut[] = []): Change | undefined {
    const cuts = [{ start: [], cut }, ...files.map((file) => ({ start: [file.key], cut: file.cut }))];
    const quick = this.#syncInPlace(cuts);
    if (quick) return quick;
    const plan = planSections(cuts);
    if (!plan) return undefined;
    const isFirst = this.#entries.size === 0;
    const names = [...plan.keys()];
    if (!isFirst && (names.length !== this.#sections.size || names.some((name) => !this.#sections.has(name))))
      return { changed: [], added: [], removed: [], rearranged: new Set(), isOther: true };
    if (isFirst) this.#open(plan);
    this.#cuts = cuts;
    return this.#apply(plan);
  }

  /** Takes in what changed inside of entries; undefined when anything else did. */
  #syncInPlace(cuts: readonly PlacedCut[]): Change | undefined {
    const before = this.#cuts;
    if (before?.length !== cuts.length) return undefined;
    const edits: Edit[] = [];
    for (let index = 0; index < cuts.length; index++) {
      const [placed, known] = [cuts[index], before[index]];
      if (!placed || !known || known.start[0] !== placed.start[0]) return undefined;
      if (known.cut === placed.cut) continue;
      const inside = this.#editsInside(known.cut, placed);
      if (!inside) return undefined;
      edits.push(...inside);
    }
    for (const { entry, segment, value } of edits) {
      this.#entries.delete(entry.segment);
      entry.segment = segment;
      entry.value = value;
      entry.section.data[entry.key] = value;
      this.#entries.set(segment, entry);
    }
    for (const [index, { cut, start }] of cuts.entries())
      if (before[index]?.cut !== cut) this.#countLines(cut.segments, start);
    this.#cuts = cuts;
    return {
      changed: edits.map(({ entry }) => entry),
      added: [],
      removed: [],
      rearranged: new Set(),
      isOther: false,
    };
  }

  /** The entries of a cut that are others now; undefined when anything else is. */
  #editsInside(
    { segments: before }: Cut,
    { cut: { segments, format }, start }: PlacedCut,
  ): Edit[] | undefined {
    if (before === segments) return [];
    if (before.length !== segments.length) return undefined;
    const edits: Edit[] = [];
    for (let index = 0; index < segments.length; index++) {
      const segment = segments[index];
      const old = before[index];
      if (!segment || !old || old === segment) continue;
      const entry = this.#entries.get(old);
      if (!entry || sectionName(segment, start) !== sectionName(old, start)) return undefined;
      const block = readSegmentAgain(segment, old, format);
      if (block) this.#onBlock(old, segment, block);
      const read = block?.read ?? readSegment(segment, format);
      if (read?.key !== entry.key) return undefined;
      edits.push({ entry, segment, value: read.value });
    }
    return edits;
  }

  #countLines(segments: readonly Segment[], start: readonly string[]): void {
    let line = 0;
    for (const segment of segments) {
      const entry = this.#entries.get(segment);
      if (entry) entry.line = line;
      else this.#moveSection(segment, line, start);
      line += segment.lines;
    }
  }

  #moveSection({ opens, closes }: Segment, line: number, start: readonly string[]): void {
    const opened = opens && this.#sections.get(nameOf([...start, ...opens]));
    if (opened?.opening) opened.opening = { text: opened.opening.text, line };
    const closed = closes && this.#sections.get(nameOf([...start, ...closes]));
    if (closed?.closing) closed.closing = { text: closed.closing.text, line };
  }

  #open(plan: Plan): void {
    for (const [name, { path, format }] of plan)
      if (path.length > 0) this.#sections.set(name, newSection(path, format));
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
    if (change.rearranged.has(this.#files)) this.#attachFiles();
    return change;
  }

  #attachFiles(): void {
    const { data } = this.root;
    for (const key of this.#attached) {
      if (this.#files.children.has(key)) continue;
      this.#attached.delete(key);
      Reflect.deleteProperty(data, key);
    }
    for (const key of this.#files.children.keys()) {
      if (this.#attached.has(key)) continue;
      this.#attached.add(key);
      attachFile(data, key, () => this.#files.data[key] ?? null);
    }
  }

  #child(name: string): Section {
    const section = this.#sections.get(name);
    if (!section) throw new Error("A section is missing.");
    return section;
  }

  #entry(
    section: Section,
    key: string,
    { segment, value, line, format }: PlannedEntry,
    change: { readonly changed: Entry[]; readonly added: Entry[] },
  ): Entry {
    const known = section.children.get(key);
    if (!known || !isEntry(known)) {
      const entry = { section, key, path: [...section.path, key], format, segment, value, line };
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

interface Edit {
  readonly entry: Entry;
  readonly segment: Segment;
  readonly value: Json;
}

function newSection(path: readonly string[], format: Format): Section {
  return { path, format, children: new Map(), data: {}, opening: undefined, closing: undefined };
}

/** Name of the section that a piece is an entry of; undefined when it is none. */
function sectionName({ section, whole }: Segment, start: readonly string[]): string | undefined {
  if (whole !== undefined) return nameOfFiles;
  return section && nameOf([...start, ...section]);
}

/** Keys keep the order of the text, as far as JavaScript keeps it. */
function reorder({ data, children }: Section): void {
  for (const key of Object.keys(data)) Reflect.deleteProperty(data, key);
  for (const [key, child] of children) data[key] = isEntry(child) ? child.value : child.data;
}

interface PlannedEntry {
  readonly format: Format;
  readonly segment: Segment;
  readonly value: Json;
  readonly line: number;
}

interface PlannedSection extends Pick<Section, "opening" | "closing"> {
  readonly path: readonly string[];
  readonly format: Format;
  /** Entries, and names of sections. */
  readonly children: Map<string, PlannedEntry | string>;
}

type Plan = Map<string, PlannedSection>;

function planSections(cuts: readonly PlacedCut[]): Plan | undefined {
  const plan: Plan = new Map();
  for (const { start, cut } of cuts) {
    const { segments, format } = cut;
    if (start.length === 0) {
      open(plan, "", [], format);
      open(plan, nameOfFiles, [], format);
    } else if (segments[0]?.whole === undefined) {
      open(plan, nameOf(start), start, format);
      plan.get(nameOfFiles)?.children.set(start[0] ?? "", nameOf(start));
    }
    let line = 0;
    for (const segment of segments) {
      if (!planSegment({ segment, line, start, format }, plan)) return undefined;
      line += segment.lines;
    }
  }
  return plan;
}

function open(plan: Plan, name: string, path: readonly string[], format: Format): PlannedSection {
  const section = {
    path,
    format,
    children: new Map<string, PlannedEntry | string>(),
    opening: undefined,
    closing: undefined,
  };
  plan.set(name, section);
  return section;
}

interface PlannedSegment extends Pick<PlacedCut, "start"> {
  readonly segment: Segment;
  readonly line: number;
  readonly format: Format;
}

function planSegment({ segment, line, start, format }: PlannedSegment, plan: Plan): boolean {
  const { text, opens, closes } = segment;
  if (opens) {
    const path = [...start, ...opens];
    const name = nameOf(path);
    const opened = opens.length === 0 ? plan.get(name) : open(plan, name, path, format);
    if (opened) opened.opening = { text, line };
    if (opens.length === 0) return true;
    return addChild(plan.get(nameOf(path.slice(0, -1))), opens.at(-1) ?? "", name);
  }
  if (closes) {
    const closed = plan.get(nameOf([...start, ...closes]));
    if (closed) closed.closing = { text, line };
  }
  const section = sectionName(segment, start);
  if (section === undefined) return true;
  const read = readSegment(segment, format);
  return (
    read !== undefined && addChild(plan.get(section), read.key, { format, segment, value: read.value, line })
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
