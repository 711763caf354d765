import { severities, type Finding } from "../finding.ts";
import { sortFindings, toFinding, type Result } from "../automaton/result.ts";
import type { Entry } from "./entry.ts";
import type { Ranges } from "./ranges.ts";
import { nowhere, shifted } from "./ranges.ts";

/** What results come from: a node of the walk, or a rule about the document as a whole. */
type Source = object;

/** Findings of one entry, in lines from its first; in the order of places. */
interface EntryFindings {
  readonly findings: readonly Finding[];
}

/** Keeps findings by the entry that they are in, each once, so that an edit sorts those of few entries only. */
export class Tally {
  readonly #path: string;
  readonly #ranges: Ranges;
  readonly #bySource = new Map<Source, ReadonlyMap<Entry | undefined, readonly Result[]>>();
  readonly #sources = new Map<Entry | undefined, Set<Source>>();
  readonly #stale = new Set<Entry | undefined>();
  readonly #findings = new Map<Entry, EntryFindings>();

  /** @param path of the document. */
  constructor(path: string, ranges: Ranges) {
    this.#path = path;
    this.#ranges = ranges;
  }

  /** Takes the results of a source in, in place of those that it had. */
  set(source: Source, results: readonly Result[]): void {
    this.remove(source);
    if (results.length === 0) return;
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
  }

  /** An entry changed: its findings may be in other places. */
  touch(entry: Entry): void {
    this.#stale.add(entry);
  }

  /** All findings, in the order of Spectral. */
  all(): readonly Finding[] {
    return sortFindings([...this.#outside(), ...this.#inside((finding) => finding)]);
  }

  /** The gravest findings, at most so many, and how many there are. */
  gravest(limit: number): {
    readonly findings: readonly Finding[];
    readonly count: number;
  } {
    const outside = this.#outside();
    this.#refresh();
    const findings: Finding[] = [];
    let count = outside.length;
    for (const { findings: within } of this.#findings.values()) count += within.length;
    for (const severity of severities) {
      if (findings.length >= limit) break;
      const same = [
        ...outside.filter((finding) => finding.severity === severity),
        ...this.#inside((finding) => (finding.severity === severity ? finding : undefined), limit),
      ];
      findings.push(...sortFindings(same).slice(0, limit - findings.length));
    }
    return { findings, count };
  }

  /** Counts findings that pass a test. */
  count(test: (finding: Finding) => boolean): number {
    let count = this.#outside().filter(test).length;
    for (const finding of this.#inside((item) => (test(item) ? item : undefined))) count += finding ? 1 : 0;
    return count;
  }

  #inside(pick: (finding: Finding) => Finding | undefined, limit = Infinity): readonly Finding[] {
    this.#refresh();
    const picked: Finding[] = [];
    for (const [{ line }, { findings }] of this.#findings) {
      for (const finding of findings) {
        if (pick(finding)) picked.push({ ...finding, range: shifted(finding.range, line) });
      }
    }
    void limit;
    return picked;
  }

  #outside(): readonly Finding[] {
    return this.#distinct(undefined).map((result) =>
      toFinding(result, this.#path, this.#ranges.rangeOf(result.path)),
    );
  }

  #refresh(): void {
    for (const entry of this.#stale) {
      if (!entry) continue;
      const findings = this.#distinct(entry).map((result) => {
        const range = this.#ranges.within(entry, result.path);
        // Spectral shows what it cannot place at the start of the document.
        return toFinding(result, this.#path, range ?? nowhere);
      });
      if (findings.length === 0) this.#findings.delete(entry);
      else this.#findings.set(entry, { findings: sortFindings(findings) });
    }
    this.#stale.clear();
    this.#ranges.forget();
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
