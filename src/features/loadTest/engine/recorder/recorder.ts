import type { StatusRange } from "../plan.ts";
import type { ErrorKind, Oddity } from "../result.ts";
import { errorKinds, oddities } from "../result.ts";
import { coarseBuckets, coarseShift, fineBucket, fineBuckets, maxTicks, ticksPerMs } from "./buckets.ts";
import {
  histogramAt,
  maxWindows,
  type RecorderMemory,
  scalar,
  unexpectedOffset,
  windowScalar,
  windowScalars,
} from "./layout.ts";
import { joinWindows } from "./joinWindows.ts";

export interface RecorderOptions {
  /** When measuring starts, on the worker's clock (ms); moved by `startAt`. */
  readonly warmUp: number;
  /** Length of a window, in ms. */
  readonly window: number;
  readonly expectStatus: readonly StatusRange[];
  /** Whether requests are due on a schedule; otherwise latency and service time are the same. */
  readonly scheduled: boolean;
  /** Whether a window belongs to when its requests were due (turns of two targets) or when they were done. */
  readonly windowsByDue: boolean;
}

/** Writes figures about one target into memory that others read. All times are on the worker's clock, in ms. */
export class Recorder {
  readonly #memory: RecorderMemory;
  readonly #options: RecorderOptions;
  /** Histogram of each status. */
  readonly #slots: Uint8Array;
  #start = Infinity;
  #windowLength: number;
  #windowsBefore: number;

  constructor(memory: RecorderMemory, options: RecorderOptions) {
    this.#memory = memory;
    this.#options = options;
    this.#slots = slotsByStatus(options.expectStatus);
    this.#windowLength = options.window;
    this.#windowsBefore = Math.ceil(options.warmUp / options.window);
    this.#publishWindows();
  }

  /** Sets when measuring starts: requests due before belong to the warm-up. */
  startAt(start: number): void {
    this.#start = start;
  }

  /** A complete answer, and the bytes that arrived for it since they were last told. */
  answer(status: number, due: number, sentAt: number, doneAt: number, bytes: number): void {
    const slot = this.#slots[status] ?? 0;
    const latency = doneAt - due;
    const bucket = this.#window(slot % unexpectedOffset, due, doneAt, latency, bytes);
    if (due < this.#start) {
      this.#add(scalar.warmUpRequests, 1);
      return;
    }
    this.#add(scalar.bytesIn, bytes);
    this.#count(slot, bucket, latency);
    if (this.#options.scheduled) this.#record(histogramAt.service, doneAt - sentAt);
    const { statuses } = this.#memory;
    statuses[status] = (statuses[status] ?? 0) + 1;
  }

  /** A request that got no answer; the time it was waited for counts when the server let it wait. */
  failure(kind: ErrorKind, due: number, at: number): void {
    if (due < this.#start) return;
    this.#add(scalar.errors + errorKinds.indexOf(kind), 1);
    this.#windowFailure(due, at);
    if (kind === "timeout") this.#record(histogramAt.censored, at - due);
  }

  /** A request that left, `lateness` after it was due, of which a part was the generator's own. */
  sent(due: number, lateness: number, own: number, bytes: number): void {
    if (due < this.#start) return;
    this.#add(scalar.sent, 1);
    this.#add(scalar.bytesOut, bytes);
    if (lateness > 0) this.#record(histogramAt.lateness, lateness);
    if (own > 0) this.#record(histogramAt.generatorLateness, own);
  }

  /** A request that was due and never left until the end: it would have waited at least as long. */
  notSent(due: number, at: number): void {
    if (due < this.#start) return;
    this.#add(scalar.notSent, 1);
    this.#record(histogramAt.censored, at - due);
  }

  cut(due: number): void {
    if (due >= this.#start) this.#add(scalar.cut, 1);
  }

  retry(due: number): void {
    if (due >= this.#start) this.#add(scalar.retried, 1);
  }

  /** A connection that was established, in this time. */
  connected(time: number): void {
    this.#add(scalar.connections, 1);
    this.#record(histogramAt.connect, time);
  }

  oddity(kind: Oddity): void {
    this.#add(scalar.oddities + oddities.indexOf(kind), 1);
  }

  /** Bytes that arrived, but with no complete answer; `at` says when. */
  received(bytes: number, at: number): void {
    if (at < this.#start) return;
    this.#add(scalar.bytesIn, bytes);
    if (this.#options.windowsByDue) return;
    const index = this.#windowIndex(at);
    if (index < 0) return;
    const { windows } = this.#memory;
    const place = index * windowScalars + windowScalar.bytesIn;
    windows[place] = (windows[place] ?? 0) + bytes;
  }

  #count(histogram: number, bucket: number, ms: number): void {
    const { histograms, extremes } = this.#memory;
    const place = histogram * fineBuckets + bucket;
    histograms[place] = (histograms[place] ?? 0) + 1;
    extremes[histogram * 2] = (extremes[histogram * 2] ?? 0) + ms;
    if (ms > (extremes[histogram * 2 + 1] ?? 0)) extremes[histogram * 2 + 1] = ms;
  }

  #record(histogram: number, ms: number): void {
    this.#count(histogram, bucketOf(ms), ms);
  }

  /** Counts an answer in its window and returns the fine bucket of its latency. */
  #window(statusClass: number, due: number, doneAt: number, latency: number, bytes: number): number {
    const bucket = bucketOf(latency);
    const index = this.#windowIndex(this.#options.windowsByDue ? due : doneAt);
    if (index < 0) return bucket;
    const { windows, windowHistograms } = this.#memory;
    const base = index * windowScalars;
    windows[base] = (windows[base] ?? 0) + 1;
    windows[base + windowScalar.bytesIn] = (windows[base + windowScalar.bytesIn] ?? 0) + bytes;
    windows[base + windowScalar.sum] = (windows[base + windowScalar.sum] ?? 0) + latency;
    if (latency > (windows[base + windowScalar.max] ?? 0)) windows[base + windowScalar.max] = latency;
    const classPlace = base + windowScalar.classes + statusClass;
    windows[classPlace] = (windows[classPlace] ?? 0) + 1;
    const place = index * coarseBuckets + (bucket >> coarseShift);
    windowHistograms[place] = (windowHistograms[place] ?? 0) + 1;
    return bucket;
  }

  #windowFailure(due: number, at: number): void {
    const index = this.#windowIndex(this.#options.windowsByDue ? due : at);
    if (index < 0) return;
    const { windows } = this.#memory;
    const place = index * windowScalars + windowScalar.errors;
    windows[place] = (windows[place] ?? 0) + 1;
  }

  #windowIndex(at: number): number {
    const index = Math.floor((at - this.#start) / this.#windowLength) + this.#windowsBefore;
    if (index < maxWindows) return index;
    if (!Number.isFinite(index) || this.#options.windowsByDue) return -1;
    joinWindows(this.#memory, this.#windowsBefore);
    this.#windowLength *= 2;
    this.#windowsBefore = Math.ceil(this.#windowsBefore / 2);
    this.#publishWindows();
    return this.#windowIndex(at);
  }

  #publishWindows(): void {
    this.#memory.scalars[scalar.windowLength] = this.#windowLength;
    this.#memory.scalars[scalar.windowsBefore] = this.#windowsBefore;
  }

  #add(place: number, amount: number): void {
    const { scalars } = this.#memory;
    scalars[place] = (scalars[place] ?? 0) + amount;
  }
}

/** As `fineBucket(toTicks(ms))`, in one step for the hot path. */
function bucketOf(ms: number): number {
  const exact = ms * ticksPerMs + 0.5;
  return fineBucket(exact <= 0 ? 0 : exact >= maxTicks ? maxTicks : exact >>> 0);
}

function slotsByStatus(expected: readonly StatusRange[]): Uint8Array {
  return Uint8Array.from({ length: 1000 }, (_, status) => {
    const hoped = expected.some(([from, to]) => status >= from && status <= to);
    return classIndex(status) + (hoped ? 0 : unexpectedOffset);
  });
}

function classIndex(status: number): number {
  if (status === 429) return 3;
  if (status < 300) return 0;
  if (status < 400) return 1;
  return status < 500 ? 2 : 4;
}
