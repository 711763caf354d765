import { isSecurityFinding, severities, type Finding, type Position, type Severity } from "../finding.ts";
import { isFileKey } from "../automaton/files.ts";
import { sortFindings, toFinding, type PathOfFile, type Result } from "../automaton/result.ts";
import { groupBy } from "../../../../shared/groupBy.ts";
import { comparePositions } from "../../../../shared/textRange.ts";
import type { Segment } from "../pieces/segment.ts";
import type { Entry } from "./entry.ts";
import type { Ranges } from "./ranges.ts";
import { nowhere, shifted } from "./ranges.ts";
import { Rest, type KeyOfPath, type Unlisted } from "./rest.ts";

/** What results come from: a node of the walk, or a rule about the document as a whole. */
type Source = object;

/** Findings of one severity in one entry. The object stays the same as long as they and the entry's text do. */
export interface Group {
  /** In lines from the first of the entry, in the order of places. */
  readonly findings: readonly Finding[];
}

/** The first findings of a group, and the line that its entry starts in. */
export interface PlacedGroup {
  readonly severity: Severity;
  readonly group: Group;
  readonly line: number;
  readonly count: number;
}

/** What is shown of all findings: the gravest. */
export interface Summary {
  /** By severity, the gravest first, then in the order of the text. */
  readonly groups: readonly PlacedGroup[];
  /** Those outside of entries and those without a place, in the order of places. */
  readonly loose: readonly Finding[];
  /** How many findings there are. */
  readonly findings: number;
  /** How many of them are about security. */
  readonly security: number;
}

/** What is found in an entry. */
interface Found {
  /** The text that it is found in. */
  readonly segment: Segment;
  readonly groups: ReadonlyMap<Severity, Group>;
  /** Those that Spectral shows at the start of the document, because it cannot place them. */
  readonly unplaced: readonly Finding[];
  readonly findings: number;
  readonly security: number;
  /** The groups where they were last. */
  placed: { readonly line: number; readonly groups: readonly PlacedGroup[] } | undefined;
}

/** Keeps findings by the entry that they are in, each once, so that an edit sorts those of few entries only. */
export class Tally {
  readonly #pathOfFile: PathOfFile;
  readonly #ranges: Ranges;
  readonly #bySource = new Map<Source, ReadonlyMap<Entry | undefined, readonly Result[]>>();
  readonly #given = new Map<Source, readonly Result[]>();
  readonly #sources = new Map<Entry | undefined, Set<Source>>();
  readonly #stale = new Set<Entry | undefined>();
  readonly #found = new Map<Entry, Found>();
  /** The entries with findings, in the order of the text as it was; undefined when others have findings now. */
  #order: Entry[] | undefined;
  readonly #rest: Rest;

  constructor(ranges: Ranges, pathOfFile: PathOfFile, keyOfPath: KeyOfPath) {
    this.#pathOfFile = pathOfFile;
    this.#ranges = ranges;
    this.#rest = new Rest(ranges, keyOfPath);
  }

  /**
   * Takes the results of a source in, in place of those that it had.
   * @param isArranged whether all entries are those of the last time, so that the same results are in the same ones.
   */
  set(source: Source, results: readonly Result[], isArranged = false): void {
    const before = this.#given.get(source) ?? [];
    if (isArranged && (before === results || isSame(before, results))) return;
    this.remove(source);
    if (results.length === 0) return;
    this.#given.set(source, results);
    const byEntry = new Map<Entry | undefined, Result[]>();
    for (const result of results) {
      const entry = this.#ranges.entryAt(result.path);
      const known = byEntry.get(entry);
      if (known) known.push(result);
      else byEntry.set(entry, [result]);
    }
    this.#bySource.set(source, byEntry);
    for (const entry of byEntry.keys()) {
      this.#stale.add(entry);
      const sources = this.#sources.get(entry);
      if (sources) sources.add(source);
      else this.#sources.set(entry, new Set([source]));
    }
  }

  remove(source: Source): void {
    for (const entry of this.#bySource.get(source)?.keys() ?? []) {
      this.#stale.add(entry);
      this.#sources.get(entry)?.delete(source);
    }
    this.#bySource.delete(source);
    this.#given.delete(source);
  }

  /** An entry changed: its findings may be in other places. */
  touch(entry: Entry): void {
    this.#stale.add(entry);
  }

  /** Takes in what other rules found in the document as it is. @param unlisted how much they found besides. */
  setRest(findings: readonly Finding[], unlisted: Unlisted): void {
    for (const entry of this.#rest.set(findings, unlisted)) this.#stale.add(entry);
  }

  /** Gives up what other rules found in an entry: its text changed. */
  dropRest(entry: Entry): void {
    this.#rest.drop(entry);
    this.#stale.add(entry);
  }

  /** The gravest findings, at most so many, and the numbers of all. */
  summary(limit: number): Summary {
    const outside = [...this.#outside(), ...this.#rest.outside()];
    const { unlisted } = this.#rest;
    this.#refresh();
    const unplaced: Finding[] = [];
    const bySeverity = new Map(severities.map((severity) => [severity, [] as PlacedGroup[]]));
    let [findings, security] = [outside.length + unlisted.findings, unlisted.security];
    for (const entry of this.#inOrder()) {
      const found = this.#found.get(entry);
      if (!found) continue;
      for (const finding of found.unplaced) unplaced.push(finding);
      for (const placed of placedAt(entry.line, found)) bySeverity.get(placed.severity)?.push(placed);
      findings += found.findings;
      security += found.security;
    }
    const loose = sortFindings([...outside, ...unplaced]);
    let room = limit;
    const shown: { groups: PlacedGroup[]; loose: Finding[] } = { groups: [], loose: [] };
    for (const [severity, groups] of bySeverity) {
      const same = loose.filter((finding) => finding.severity === severity);
      const chosen = first(room, groups, same);
      shown.groups.push(...chosen.groups);
      shown.loose.push(...chosen.loose);
      room = chosen.room;
    }
    return {
      groups: shown.groups,
      loose: sortFindings(shown.loose),
      findings,
      security: security + outside.filter(isSecurityFinding).length,
    };
  }

  /** The entries with findings, in the order of the text. */
  #inOrder(): readonly Entry[] {
    // Sorting what is in order already only looks at it once.
    return (this.#order ??= [...this.#found.keys()]).sort(
      (one, other) => compareFiles(one, other) || one.line - other.line,
    );
  }

  #outside(): readonly Finding[] {
    return this.#distinct(undefined).map((result) =>
      toFinding(result, this.#pathOfFile, this.#ranges.rangeOf(result.path)),
    );
  }

  #refresh(): void {
    for (const entry of this.#stale) {
      if (!entry) continue;
      const ours = this.#distinct(entry).map((result) => {
        const range = this.#ranges.within(entry, result.path);
        // Spectral shows what it cannot place at the start of the document.
        return toFinding(result, this.#pathOfFile, range ?? nowhere);
      });
      const findings = [...ours, ...this.#rest.of(entry)];
      const before = this.#found.get(entry);
      if ((before !== undefined) !== findings.length > 0) this.#order = undefined;
      if (findings.length === 0) this.#found.delete(entry);
      else this.#found.set(entry, foundIn(entry.segment, sortFindings(findings), before));
    }
    this.#stale.clear();
  }

  #distinct(entry: Entry | undefined): readonly Result[] {
    const distinct = new Map<string, Result>();
    for (const source of this.#sources.get(entry) ?? []) {
      for (const result of this.#bySource.get(source)?.get(entry) ?? []) {
        const key = `${result.code}${JSON.stringify(result.path)}${result.message}`;
        if (!distinct.has(key)) distinct.set(key, result);
      }
    }
    return [...distinct.values()];
  }
}

/** The document itself comes first. */
function compareFiles({ path: [one = ""] }: Entry, { path: [other = ""] }: Entry): number {
  const [isFile, isOtherFile] = [isFileKey(one), isFileKey(other)];
  if (!isFile || !isOtherFile) return Number(isFile) - Number(isOtherFile);
  return one === other ? 0 : one < other ? -1 : 1;
}

/** @param before what was found in the entry before: groups that are as they were stay the same objects. */
function foundIn(segment: Segment, sorted: readonly Finding[], before: Found | undefined): Found {
  const placed = groupBy(
    sorted.filter(({ range }) => range !== nowhere),
    ({ severity }) => severity,
  );
  const known = before?.segment === segment ? before.groups : undefined;
  const groups = [...placed].map(([severity, findings]) => {
    const last = known?.get(severity);
    return [severity, last && isSame(last.findings, findings) ? last : { findings }] as const;
  });
  return {
    segment,
    groups: new Map(groups),
    unplaced: sorted.filter(({ range }) => range === nowhere),
    findings: sorted.length,
    security: sorted.filter(isSecurityFinding).length,
    placed: undefined,
  };
}

/** The groups of an entry that starts in a line; the same objects as long as it does. */
function placedAt(line: number, found: Found): readonly PlacedGroup[] {
  if (found.placed?.line !== line) {
    const groups = [...found.groups].map(([severity, group]) => {
      return { severity, group, line, count: group.findings.length };
    });
    found.placed = { line, groups };
  }
  return found.placed.groups;
}

/** In one text, the same paths have the same ranges. */
function isSame<Said extends Finding | Result>(before: readonly Said[], now: readonly Said[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ code, message, path, severity }, index) => {
      const other = now[index];
      return (
        other?.code === code &&
        other.message === message &&
        other.severity === severity &&
        other.path.length === path.length &&
        path.every((part, at) => part === other.path[at])
      );
    })
  );
}

/** The first of one severity, as many as there is room for. */
function first(
  room: number,
  groups: readonly PlacedGroup[],
  loose: readonly Finding[],
): Pick<Summary, "groups" | "loose"> & { readonly room: number } {
  const all = groups.reduce((sum, { count }) => sum + count, loose.length);
  if (all <= room) return { groups, loose, room: room - all };
  const shown: PlacedGroup[] = [];
  let left = room;
  let passed = 0;
  for (const placed of groups) {
    const start = startOf(placed);
    while (left > 0 && isAtMost(loose[passed], start)) {
      passed++;
      left--;
    }
    const count = Math.min(placed.count, left);
    if (count === 0) break;
    shown.push({ ...placed, count });
    left -= count;
  }
  const more = Math.min(left, loose.length - passed);
  return { groups: shown, loose: loose.slice(0, passed + more), room: left - more };
}

function startOf({ group: { findings }, line }: PlacedGroup): Position {
  return shifted(findings[0]?.range, line).start;
}

function isAtMost(finding: Finding | undefined, place: Position): boolean {
  return finding !== undefined && comparePositions(finding.range.start, place) <= 0;
}
