import { movedDown } from "../../../../shared/textRange.ts";
import type { Finding } from "../finding.ts";
import type { Entry } from "./entry.ts";
import type { Ranges } from "./ranges.ts";

/** How many findings there are besides those that are listed. */
export interface Unlisted {
  readonly findings: number;
  readonly security: number;
}

/** Key of the file at a path; undefined for the root document. */
export type KeyOfPath = (path: string) => string | undefined;

/** A finding outside of entries. */
interface Outsider {
  readonly finding: Finding;
  /** Whether it is where its path is, which moves with the text. */
  readonly isPlaced: boolean;
}

const nothing: Unlisted = { findings: 0, security: 0 };

/**
 * What rules found that only spectral-core can run, as of its last run: findings move with their entry, and are given up
 * when it changes.
 */
export class Rest {
  readonly #ranges: Ranges;
  readonly #keyOfPath: KeyOfPath;
  /** In lines from the first of their entry. */
  readonly #byEntry = new Map<Entry, readonly Finding[]>();
  #outside: readonly Outsider[] = [];
  unlisted = nothing;

  constructor(ranges: Ranges, keyOfPath: KeyOfPath) {
    this.#ranges = ranges;
    this.#keyOfPath = keyOfPath;
  }

  /** Takes in what was found in the document as it is. @returns the entries that have other findings now. */
  set(findings: readonly Finding[], unlisted: Unlisted): Iterable<Entry> {
    const concerned = new Set(this.#byEntry.keys());
    this.#byEntry.clear();
    const outside: Outsider[] = [];
    for (const finding of findings) {
      const entry = this.#entryOf(finding);
      if (entry) {
        const within = { ...finding, range: movedDown(finding.range, -entry.line) };
        this.#byEntry.set(entry, [...(this.#byEntry.get(entry) ?? []), within]);
        concerned.add(entry);
      } else
        outside.push({
          finding,
          isPlaced: isSame(finding.range, this.#ranges.rangeOf(this.#pathOf(finding))),
        });
    }
    this.#outside = outside;
    this.unlisted = unlisted;
    return concerned;
  }

  /** Gives up what was found in an entry. */
  drop(entry: Entry): void {
    this.#byEntry.delete(entry);
    // What could not be placed is still about the entry that its path leads into.
    this.#outside = this.#outside.filter(
      ({ finding }) => this.#ranges.entryAt(this.#pathOf(finding)) !== entry,
    );
  }

  /** What was found in an entry, in lines from its first. */
  of(entry: Entry): readonly Finding[] {
    return this.#byEntry.get(entry) ?? [];
  }

  /** What was found outside of entries, where it is now. */
  outside(): readonly Finding[] {
    return this.#outside.map(({ finding, isPlaced }) =>
      isPlaced ? { ...finding, range: this.#ranges.rangeOf(this.#pathOf(finding)) } : finding,
    );
  }

  /** The entry that a finding is in, by its path and by its place. */
  #entryOf(finding: Finding): Entry | undefined {
    const entry = this.#ranges.entryAt(this.#pathOf(finding));
    const { start, end } = finding.range;
    const isInside = entry && start.line >= entry.line && end.line <= entry.line + entry.segment.lines;
    return isInside ? entry : undefined;
  }

  #pathOf({ source, path }: Finding): readonly string[] {
    const file = this.#keyOfPath(source);
    return file === undefined ? path.map(String) : [file, ...path.map(String)];
  }
}

function isSame(one: Finding["range"], other: Finding["range"]): boolean {
  return (
    one.start.line === other.start.line &&
    one.start.character === other.start.character &&
    one.end.line === other.end.line &&
    one.end.character === other.end.character
  );
}
