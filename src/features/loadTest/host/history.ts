import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EventEmitter } from "vscode";
import type { Disposable } from "../../../shared/disposable.ts";
import type { KeptRun } from "../keptRun.ts";
import type { OperationSource, RunEntry } from "../panelProtocol.ts";

/** A run of the history, with what it was a test of. */
export interface RunRecord extends RunEntry {
  /** The same for all runs of an operation or address. */
  readonly subject: string;
  /** "POST /orders". */
  readonly title: string;
  readonly source: OperationSource | null;
  /** File of its scenario, if it was saved. */
  readonly scenario: string | null;
  /** Size on disk, in bytes. */
  readonly bytes: number;
  /** What the comparison with the baseline of its subject came to, when there was one. */
  readonly againstBaseline: "better" | "worse" | "same" | null;
}

const mostRuns = 200;
const mostBytes = 64_000_000;
const indexName = "index.json";

/** Runs of this workspace, newest first: one file each, and an index. The oldest go when there are too many. */
export class RunHistory implements Disposable {
  readonly #folder: string;
  readonly #changed = new EventEmitter<void>();
  /** Fires when runs come, go or become baselines. */
  readonly onDidChange = this.#changed.event;
  #records: Promise<readonly RunRecord[]> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  /** @param folder absolute path; it need not exist yet */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async all(): Promise<readonly RunRecord[]> {
    this.#records ??= readIndex(join(this.#folder, indexName));
    return await this.#records;
  }

  /** Runs of one operation or address, newest first. */
  async of(subject: string): Promise<readonly RunRecord[]> {
    return (await this.all()).filter((record) => record.subject === subject);
  }

  async find(id: string): Promise<RunRecord | undefined> {
    return (await this.all()).find((record) => record.id === id);
  }

  /** Absolute path of a run's file. */
  pathOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  async add(
    record: Omit<RunRecord, "id" | "bytes" | "isBaseline">,
    kept: Omit<KeptRun, "id">,
  ): Promise<RunRecord> {
    const id = randomUUID();
    const text = JSON.stringify({ ...kept, id } satisfies KeptRun);
    await mkdir(this.#folder, { recursive: true });
    await writeFile(this.pathOf(id), text, { mode: 0o600 });
    const added: RunRecord = { ...record, id, isBaseline: false, bytes: Buffer.byteLength(text) };
    await this.#change((records) => [added, ...records]);
    return added;
  }

  /** Notes what the comparison of a run with its baseline came to. */
  async judge(id: string, againstBaseline: RunRecord["againstBaseline"]): Promise<void> {
    await this.#change((records) =>
      records.map((record) => (record.id === id ? { ...record, againstBaseline } : record)),
    );
  }

  /** Makes a run the one baseline of its subject. */
  async makeBaseline(id: string): Promise<void> {
    const chosen = await this.find(id);
    if (!chosen) return;
    await this.#change((records) =>
      records.map((record) =>
        record.subject === chosen.subject ? { ...record, isBaseline: record.id === id } : record,
      ),
    );
  }

  async remove(id: string): Promise<void> {
    await this.#change((records) => records.filter((record) => record.id !== id));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** One change after the other: each sees what the one before it left. */
  async #change(change: (records: readonly RunRecord[]) => readonly RunRecord[]): Promise<void> {
    const done = this.#writing.then(async () => {
      const before = await this.all();
      const after = withinLimits(change(before));
      await writeIndex(this.#folder, after);
      this.#records = Promise.resolve(after);
      const kept = new Set(after.map(({ id }) => id));
      const gone = before.filter(({ id }) => !kept.has(id));
      await Promise.all(gone.map(({ id }) => rm(this.pathOf(id), { force: true })));
    });
    this.#writing = done.catch(() => undefined);
    await done;
    this.#changed.fire();
  }
}

/** Drops the oldest runs beyond the limits; baselines stay. */
function withinLimits(records: readonly RunRecord[]): readonly RunRecord[] {
  let bytes = 0;
  return records.filter((record, index) => {
    bytes += record.bytes;
    return record.isBaseline || (index < mostRuns && bytes <= mostBytes);
  });
}

async function readIndex(path: string): Promise<readonly RunRecord[]> {
  try {
    const records: unknown = JSON.parse(await readFile(path, "utf8"));
    return Array.isArray(records) ? records.filter(isRecord) : [];
  } catch {
    // No history yet, or one that a crash has cut short: it starts anew.
    return [];
  }
}

/** The index goes into place in one step: a crash leaves the old one. */
async function writeIndex(folder: string, records: readonly RunRecord[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${indexName}.new`);
  await writeFile(draft, JSON.stringify(records), { mode: 0o600 });
  await rename(draft, join(folder, indexName));
}

function isRecord(value: unknown): value is RunRecord {
  if (typeof value !== "object" || value === null) return false;
  const { id, subject, title, startedAt } = value as Partial<Record<keyof RunRecord, unknown>>;
  return (
    typeof id === "string" &&
    /^[\da-f-]{36}$/.test(id) &&
    typeof subject === "string" &&
    typeof title === "string" &&
    typeof startedAt === "string"
  );
}
