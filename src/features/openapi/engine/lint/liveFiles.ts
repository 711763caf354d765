import { haveSameItems } from "../../../../shared/haveSameItems.ts";
import { inFile, nameOfFile, pointerOf } from "../automaton/files.ts";
import { Inexpressible } from "../automaton/inexpressible.ts";
import { normalized } from "../automaton/read/readDocument.ts";
import { pathOfPointer } from "../automaton/references.ts";
import type { LiveFile, LiveFiles } from "../live/liveLint.ts";
import { changeBetween } from "../pieces/changeBetween.ts";
import { PieceTable } from "../pieces/pieceTable.ts";
import { countLines, formatOf, isSection, type Cut, type Segment } from "../pieces/segment.ts";
import { decode, sourceName, Sources, type ReadFile } from "./sources.ts";

/** When files changed, as numbers that grow. */
export interface FileChanges {
  /** The last change of which it is not known what it concerns. */
  readonly since: number;
  /** The last change of a file, by its path. */
  readonly files: ReadonlyMap<string, number>;
}

/** Where a reference leads: a file, and keys in it. */
interface Lead {
  readonly file: string;
  readonly path: readonly string[];
}

/** A file as it was read last. */
interface KnownFile {
  readonly path: string;
  /** Number of the change that it is known to be newer than. */
  since: number;
  readonly content: { readonly text: string } | { readonly problem: string };
  /** References to other files. */
  readonly refs: readonly string[];
  readonly leads: readonly Lead[];
  /** What became of it: in pieces, or all of it as one. */
  table: PieceTable | undefined;
  file: LiveFile | undefined;
}

/** The files that a document refers to, kept in step with what they say. */
export class LiveFileTable {
  readonly #home: string;
  readonly #path: string;
  /** References of the document, when the files were looked for last. */
  #refs: readonly string[] = [];
  #known = new Map<string, KnownFile>();
  #keys: ReadonlyMap<string, string> = new Map();
  #files: LiveFiles = new Map();
  #asked: readonly string[] = [];

  /** @param path of the document. */
  constructor(path: string) {
    this.#path = path;
    this.#home = normalized(sourceName(path));
  }

  /** Paths that files were looked for at, those of files that are not there too. */
  get asked(): readonly string[] {
    return this.#asked;
  }

  /**
   * Reads what the pieces of a document refer to, and what that refers to, unless it was read since the last change.
   * @param changes absent: everything may have changed.
   * @returns the same map as before when nothing is different.
   */
  async update({ segments }: Cut, readFile: ReadFile, changes: FileChanges | undefined): Promise<LiveFiles> {
    const refs = segments.flatMap(refsOf);
    if (refs.length === 0 && this.#files.size === 0) return this.#files;
    const sources = new Sources(this.#path, readFile);
    const stale = haveSameItems(refs, this.#refs) ? this.#stale(changes) : undefined;
    this.#refs = refs;
    return stale && (await this.#readAgain(stale, sources, changes))
      ? this.#files
      : await this.#readAll(sources, changes);
  }

  /** Keys of the files that may have changed; undefined when all may have. */
  #stale(changes: FileChanges | undefined): readonly string[] | undefined {
    if (!changes) return undefined;
    for (const { since } of this.#known.values()) if (since < changes.since) return undefined;
    return [...changes.files].flatMap(([path, change]) => {
      const key = this.#keys.get(path);
      return key !== undefined && (this.#known.get(key)?.since ?? 0) < change ? [key] : [];
    });
  }

  /** Reads some files again. @returns whether they refer to the same files as before, so that all are known. */
  async #readAgain(
    stale: readonly string[],
    sources: Sources,
    changes: FileChanges | undefined,
  ): Promise<boolean> {
    const files = new Map(this.#files);
    let isSame = true;
    for (const key of stale) {
      const before = this.#known.get(key);
      const known = await this.#read(key, sources, changes);
      if (known === before) continue;
      this.#known.set(key, known);
      if (!before || !haveSameItems(before.refs, known.refs)) return false;
      isSame = false;
      const isWhole = before.file !== undefined && isWholeFile(before.file);
      files.set(key, liveFile(key, known, isWhole ? [[]] : []));
    }
    if (!isSame) this.#files = files;
    return true;
  }

  async #readAll(sources: Sources, changes: FileChanges | undefined): Promise<LiveFiles> {
    const targets = new Map<string, (readonly string[])[]>();
    const known = new Map<string, KnownFile>();
    let open = note(this.#leadsOf(this.#refs, undefined), targets);
    while (open.length > 0) {
      const read = await Promise.all(
        open.map(async (key) => [key, await this.#read(key, sources, changes)] as const),
      );
      open = [];
      for (const [key, file] of read) {
        known.set(key, file);
        open.push(...note(file.leads, targets));
      }
    }
    this.#known = new Map([...known].sort(([one], [other]) => (one < other ? -1 : 1)));
    this.#keys = new Map([...this.#known].map(([key, { path }]) => [path, key]));
    this.#asked = [...new Set([...sources.files(), ...this.#keys.keys()])];
    const files = [...this.#known].map(
      ([key, file]) => [key, liveFile(key, file, targets.get(key) ?? [])] as const,
    );
    if (files.length !== this.#files.size || files.some(([key, file]) => this.#files.get(key) !== file))
      this.#files = new Map(files);
    return this.#files;
  }

  #leadsOf(refs: readonly string[], from: string | undefined): readonly Lead[] {
    return refs.flatMap((ref) => {
      try {
        const { file, path } = inFile(pathOfPointer(pointerOf(ref, from, this.#home)));
        return file === undefined ? [] : [{ file, path }];
      } catch (error) {
        if (error instanceof Inexpressible) return [];
        throw error;
      }
    });
  }

  async #read(key: string, sources: Sources, changes: FileChanges | undefined): Promise<KnownFile> {
    const known = this.#known.get(key);
    const name = nameOfFile(key);
    const since = known && changes ? Math.max(changes.since, changes.files.get(known.path) ?? 0) : 0;
    if (known && changes && since <= known.since) return known;
    const next = changes ? latest(changes) : -Infinity;
    const found = await sources.find(name);
    if (known && isSame(known.content, found)) {
      known.since = next;
      return known;
    }
    const nothing = { since: next, content: found, refs: [], leads: [], table: undefined, file: undefined };
    if ("problem" in found) return { ...nothing, path: decode(name) };
    const { text } = found;
    const table = known?.table;
    if (table && "text" in known.content) table.change(changeBetween(known.content.text, text));
    const refs = refsIn(text);
    return {
      ...nothing,
      path: sources.pathOf(name),
      refs,
      leads: known && haveSameItems(refs, known.refs) ? known.leads : this.#leadsOf(refs, key),
      table: table?.length === text.length ? table : undefined,
    };
  }
}

function latest({ since, files }: FileChanges): number {
  let latest = since;
  for (const change of files.values()) latest = Math.max(latest, change);
  return latest;
}

/** Notes where references lead. @returns the keys of files that were not among the targets. */
function note(leads: readonly Lead[], targets: Map<string, (readonly string[])[]>): string[] {
  const found: string[] = [];
  for (const { file, path } of leads) {
    const known = targets.get(file);
    if (known) known.push(path);
    else {
      targets.set(file, [path]);
      found.push(file);
    }
  }
  return found;
}

function isSame(known: KnownFile["content"], found: { text: string } | { problem: string }): boolean {
  if ("problem" in known) return "problem" in found && known.problem === found.problem;
  return "text" in found && known.text === found.text;
}

function isWholeFile(file: LiveFile): boolean {
  return "cut" in file && file.cut.segments[0]?.whole !== undefined;
}

/** A file in pieces, or as one where something refers to all of it, or to a section. */
function liveFile(key: string, known: KnownFile, targets: readonly (readonly string[])[]): LiveFile {
  const { path, content } = known;
  if ("problem" in content) return (known.file ??= { problem: content.problem });
  const isWhole = targets.some((target) => target.length === 0 || isSection(target));
  const isKnownWhole = known.file !== undefined && isWholeFile(known.file);
  if (isWhole) {
    known.table = undefined;
    if (!known.file || !isKnownWhole) known.file = { path, cut: wholeOf(key, path, content.text) };
    return known.file;
  }
  known.table ??= new PieceTable(path, content.text);
  if (!known.file || isKnownWhole)
    known.file = { path, cut: known.table.cut ?? wholeOf(key, path, content.text) };
  return known.file;
}

function wholeOf(key: string, path: string, text: string): Cut {
  return {
    format: formatOf(path),
    segments: [{ text, lines: countLines(text), section: undefined, whole: key }],
  };
}

const refsOfSegments = new WeakMap<Segment, readonly string[]>();

function refsOf(segment: Segment): readonly string[] {
  let refs = refsOfSegments.get(segment);
  if (!refs) refsOfSegments.set(segment, (refs = refsIn(segment.text)));
  return refs;
}

const ref = /\$ref["']?[ \t]*:[ \t]*(?:"([^"\\\n]*)"|'([^'\n]*)'|([^\s"'{}[\],#&*!|>%@`][^\s,{}[\]]*))/g;

/** References to other files, as far as they are written in the common ways. */
function refsIn(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, double, single, plain] of text.matchAll(ref)) {
    const target = double ?? single ?? plain ?? "";
    if (!target.startsWith("#")) found.add(target);
  }
  return [...found];
}
