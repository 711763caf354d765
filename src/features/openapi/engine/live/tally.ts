import { isSecurityFinding, severities, type Finding } from "../finding.ts";
import { sortFindings, toFinding, type Result } from "../automaton/result.ts";
import type { Entry } from "./entry.ts";
import type { Ranges } from "./ranges.ts";
import { nowhere, shifted } from "./ranges.ts";

/** What results come from: a node of the walk, or a rule about the document as a whole. */
type Source = object;

/** What is shown of all findings. */
export interface Summary {
  /** In the order of places. */
  readonly gravest: readonly Finding[];
  /** How many findings there are. */
  readonly findings: number;
  /** How many of them are about security. */
  readonly security: number;
}

/** Keeps findings by the entry that they are in, each once, so that an edit sorts those of few entries only. */
export class Tally {
  readonly #path: string;
  readonly #ranges: Ranges;
  readonly #bySource = new Map<Source, ReadonlyMap<Entry | undefined, readonly Result[]>>();
  readonly #sources = new Map<Entry | undefined, Set<Source>>();
  readonly #stale = new Set<Entry | undefined>();
  /** In lines from the first of their entry, in the order of places. */
  readonly #findings = new Map<Entry, readonly Finding[]>();

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
    return sortFindings([...this.#outside(), ...this.#inside()]);
  }

  /** The gravest findings, at most so many, and the numbers of all. @param entries in the order of the text. */
  summary(limit: number, entries: Iterable<Entry>): Summary {
    const outside = this.#outside();
    this.#refresh();
    const total = { findings: 0, security: 0 };
    const bySeverity = new Map(severities.map((severity) => [severity, [] as Finding[]]));
    const count = (finding: Finding): void => {
      total.findings++;
      if (isSecurityFinding(finding)) total.security++;
    };
    for (const entry of entries) {
      for (const finding of this.#findings.get(entry) ?? []) {
        count(finding);
        const same = bySeverity.get(finding.severity);
        if (same && same.length < limit) same.push({ ...finding, range: shifted(finding.range, entry.line) });
      }
    }
    for (const finding of outside) {
      count(finding);
      bySeverity.get(finding.severity)?.push(finding);
    }
    const gravest = [...bySeverity.values()].flatMap((same) => sortFindings(same)).slice(0, limit);
    return { gravest: sortFindings(gravest), ...total };
  }

  #inside(): readonly Finding[] {
    this.#refresh();
    return [...this.#findings].flatMap(([{ line }, findings]) =>
      findings.map((finding) => ({ ...finding, range: shifted(finding.range, line) })),
    );
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
      else this.#findings.set(entry, sortFindings(findings));
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
