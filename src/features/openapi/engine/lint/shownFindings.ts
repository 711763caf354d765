import type { Finding } from "../finding.ts";
import { severities } from "../finding.ts";
import type { Group, Summary } from "../live/tally.ts";
import { comparePositions, movedDown } from "../../../../shared/textRange.ts";

/** What is shown, as the difference to what the other side was told last. */
export interface ShownMessage {
  /** Counts the messages about a document. */
  readonly number: number;
  /** Groups that the other side does not have. */
  readonly fresh: readonly (readonly [id: number, findings: readonly Finding[]])[];
  /** Id, first line and number of findings of each group that is shown; the other side may forget all others. */
  readonly places: Int32Array;
  readonly loose: Finding[];
}

/** Tells another thread what is shown of a document: an edit changes little of it. */
export class ShownSender {
  #number = 0;
  #lastId = 0;
  #ids: ReadonlyMap<Group, number> = new Map();

  /** @param has number of the last message that the other side took in; absent: it has nothing. */
  messageFor({ groups, loose }: Summary, has: number | undefined): ShownMessage {
    const known = has === this.#number ? this.#ids : new Map<Group, number>();
    const ids = new Map<Group, number>();
    const fresh: [id: number, findings: readonly Finding[]][] = [];
    const places = new Int32Array(groups.length * 3);
    groups.forEach(({ group, line, count }, index) => {
      const id = known.get(group) ?? ++this.#lastId;
      if (!known.has(group)) fresh.push([id, group.findings]);
      ids.set(group, id);
      places[index * 3] = id;
      places[index * 3 + 1] = line;
      places[index * 3 + 2] = count;
    });
    this.#ids = ids;
    return { number: ++this.#number, fresh, places, loose: [...loose] };
  }
}

interface Received {
  readonly group: Group;
  /** The findings where they were last. */
  placed: { readonly line: number; readonly findings: readonly Finding[] } | undefined;
}

/** What another thread says is shown of a document. Findings stay the same objects while they and their place do. */
export class ShownReceiver {
  #groups: ReadonlyMap<number, Received> = new Map();
  /** Number of the last message; undefined before the first one. */
  has: number | undefined;

  /** @returns all that is shown: the gravest first, then in the order of places. */
  take({ number, fresh, places, loose }: ShownMessage): readonly Finding[] {
    const sent = new Map(fresh.map(([id, findings]) => [id, { group: { findings }, placed: undefined }]));
    const groups = new Map<number, Received>();
    const inGroups: Finding[] = [];
    for (let at = 0; at < places.length; at += 3) {
      const id = places[at] ?? 0;
      const line = places[at + 1] ?? 0;
      const received = sent.get(id) ?? this.#groups.get(id);
      if (!received) throw new Error("A group of findings is missing.");
      groups.set(id, received);
      inGroups.push(...findingsAt(received, line).slice(0, places[at + 2]));
    }
    this.#groups = groups;
    this.has = number;
    return merged(inGroups, loose);
  }
}

function findingsAt(received: Received, line: number): readonly Finding[] {
  if (received.placed?.line !== line) {
    const findings = received.group.findings.map((finding) => ({
      ...finding,
      range: movedDown(finding.range, line),
    }));
    received.placed = { line, findings };
  }
  return received.placed.findings;
}

function merged(one: readonly Finding[], other: readonly Finding[]): readonly Finding[] {
  const byRank = (a: Finding, b: Finding) =>
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    comparePositions(a.range.start, b.range.start);
  return other.length === 0 ? one : [...other, ...one].sort(byRank);
}
