import type { Recorder } from "../recorder/recorder.ts";
import type { ErrorKind } from "../result.ts";
import { deferred } from "./deferred.ts";
import type { Lane, LaneOwner } from "./lane.ts";
import { LaneQueue } from "./laneQueue.ts";
import type { Samples } from "./samples.ts";
import type { Schedule } from "./schedule.ts";
import { turnOf } from "./turns.ts";

/** A target as a worker sees it. */
export interface DriverGroup {
  readonly lanes: readonly Lane[];
  readonly recorder: Recorder;
  readonly samples: Samples;
  /** Counts the bytes that no lane sees. */
  readonly meter: (now: number) => void;
  readonly close: () => void;
}

export interface DriverOptions {
  /** Slots of this worker; undefined: a closed loop. */
  readonly schedule: Schedule | undefined;
  readonly keepAlive: boolean;
  readonly warmUp: number;
  /** Measured time, in ms, or Infinity. */
  readonly duration: number;
  /** Measured requests of this worker, or Infinity. */
  readonly requests: number;
  readonly drain: number;
  /** Length of a turn when there are two targets, in ms. */
  readonly block: number;
  /** Whether to wait for short times by looking at the clock, which is exact and costs a core. */
  readonly spin: boolean;
}

interface Group extends DriverGroup {
  readonly queue: LaneQueue;
  /** Why no connection can be made at present. */
  unreachable: ErrorKind | undefined;
}

/** Connections that are made at a time before the run: more would overflow the server's backlog. */
const connectingAtOnce = 100;
const sweepEvery = 20;
/** Timers are exact to about this much, in ms. */
const timerSlack = 1.2;
/** Time (ms) between two looks at the clock that tells of a busy processor. */
const putOff = 2;
/** How long (ms) to sleep then: at first, at most, and after how long without such a gap it is short again. */
const rests = { shortest: 20, longest: 2_000, calm: 50 };

/**
 * Gives lanes their requests: in a closed loop as soon as they are free, on a schedule when a slot is due. Slots
 * are never skipped; those that find no lane free wait for one and are sent in order.
 */
export class Driver implements LaneOwner {
  readonly #options: DriverOptions;
  #groups: readonly Group[] = [];
  #state: "preparing" | "running" | "draining" | "ended" = "preparing";
  #runStart = 0;
  #start = Infinity;
  #end = Infinity;
  #drainUntil = Infinity;
  #remaining: number;
  #slot = 0;
  #nextDue = Infinity;
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  #toConnect: Lane[] = [];
  #connecting = new Set<Lane>();
  #spun = 0;
  #rest = 0;
  #restUntil = 0;
  #prepared = deferred<null>();
  #ended = deferred<number>();

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#remaining = options.requests;
  }

  /** Time (ms) spent looking at the clock, which counts as idle. */
  get spun(): number {
    return this.#spun;
  }

  /** Connects the lanes; resolves when each is connected or has failed to. */
  prepare(groups: readonly DriverGroup[]): Promise<unknown> {
    this.#groups = groups.map((group) => ({
      ...group,
      queue: new LaneQueue(group.lanes.length),
      unreachable: undefined,
    }));
    const lanes = this.#groups.flatMap((group) => group.lanes);
    this.#sweeper = setInterval(() => this.#sweep(performance.now()), sweepEvery);
    if (!this.#options.keepAlive) {
      for (const lane of lanes) this.#groupOf(lane).queue.push(lane);
      this.#prepared.resolve(null);
      return this.#prepared.promise;
    }
    this.#toConnect = lanes.toReversed();
    this.#connectNext(performance.now());
    return this.#prepared.promise;
  }

  /**
   * Starts at `runStart` (the worker's clock): the warm-up first, then measuring.
   * @returns when the last request was done, in ms after measuring started
   */
  run(runStart: number): Promise<number> {
    const { warmUp, duration } = this.#options;
    this.#runStart = runStart;
    this.#start = runStart + warmUp;
    this.#end = this.#start + duration;
    for (const { recorder, samples } of this.#groups) {
      recorder.startAt(this.#start);
      samples.startAt(this.#start);
    }
    setTimeout(() => this.#begin(), Math.max(0, runStart - performance.now()));
    return this.#ended.promise;
  }

  #begin(): void {
    if (this.#state !== "preparing") return;
    const now = performance.now();
    if (now < this.#runStart) {
      // Timers may be early, and a request before the start would belong to nothing.
      setImmediate(() => this.#begin());
      return;
    }
    this.#state = "running";
    this.#nextDue = this.#options.schedule ? this.#runStart + this.#options.schedule(0) : Infinity;
    this.#pump(now);
    if (this.#groups.length > 1) this.#watchTurns();
  }

  /** Ends the run at once: what is under way is cut. */
  stop(): void {
    const now = performance.now();
    this.#end = Math.min(this.#end, now);
    if (this.#state === "preparing") this.#start = Math.min(this.#start, now);
    this.#finish(now);
  }

  opened(lane: Lane, now: number): void {
    this.#groupOf(lane).unreachable = undefined;
    this.#settlePreparation(lane, now);
  }

  unreachable(lane: Lane, kind: ErrorKind, now: number): void {
    const group = this.#groupOf(lane);
    if (!group.lanes.some(({ open }) => open)) group.unreachable = kind;
    this.#settlePreparation(lane, now);
  }

  free(lane: Lane, now: number): void {
    if (this.#state === "preparing") this.#groupOf(lane).queue.push(lane);
    else if (this.#state !== "running") this.#finishWhenIdle(now);
    else if (this.#options.schedule) this.#freeOnSchedule(lane, now);
    else this.#freeInLoop(lane, now);
  }

  lost(lane: Lane, now: number): void {
    // In a closed loop the next request connects; on a schedule it should find a connection.
    if (this.#options.schedule && this.#options.keepAlive && this.#state !== "ended") lane.connect(now);
  }

  #freeInLoop(lane: Lane, now: number): void {
    if (now >= this.#end || this.#remaining <= 0) {
      this.#drain(now);
      return;
    }
    if (this.#groups.length > 1 && turnOf(this.#blockAt(now)) !== lane.group) {
      this.#groupOf(lane).queue.push(lane);
      return;
    }
    if (now >= this.#start) this.#remaining--;
    lane.send(now, 0, now);
  }

  #freeOnSchedule(lane: Lane, now: number): void {
    if (this.#options.keepAlive && !lane.open) {
      lane.connect(now);
      return;
    }
    lane.idleSince = now;
    this.#groupOf(lane).queue.push(lane);
    if (this.#nextDue <= now) this.#sendDue(now);
  }

  #pump(now: number): void {
    if (this.#options.schedule) {
      const isWaiting = this.#sendDue(now);
      this.#sleep(performance.now(), isWaiting);
      return;
    }
    for (const { queue } of this.#groups) {
      for (let waiting = queue.length; waiting > 0; waiting--) {
        const lane = queue.shift();
        if (lane && !lane.busy) this.#freeInLoop(lane, now);
      }
    }
  }

  /**
   * Sends every slot that is due and finds a lane.
   * @returns whether one is due and finds none
   */
  #sendDue(now: number): boolean {
    while (this.#nextDue <= now && this.#state === "running") {
      if (this.#nextDue >= this.#end || this.#remaining <= 0) {
        this.#drain(now);
        return false;
      }
      const due = this.#nextDue;
      const group = this.#groupAt(due);
      const lane = this.#takeLane(group);
      if (lane) {
        this.#takeSlot();
        lane.send(due, now - Math.max(due, lane.idleSince), now);
      } else if (group.unreachable !== undefined && !group.lanes.some(({ open }) => open)) {
        // Nobody can be reached: a user whose request was due now would have been told so now.
        this.#takeSlot();
        group.recorder.failure(group.unreachable, due, now);
      } else {
        return true;
      }
    }
    return false;
  }

  #takeSlot(): void {
    if (this.#nextDue >= this.#start) this.#remaining--;
    this.#nextDue = this.#runStart + (this.#options.schedule?.(++this.#slot) ?? Infinity);
  }

  #takeLane(group: Group): Lane | undefined {
    for (let lane = group.queue.shift(); lane; lane = group.queue.shift()) {
      // One that lost its connection comes back by itself.
      if (!lane.busy && (lane.open || !this.#options.keepAlive)) return lane;
    }
    return undefined;
  }

  /** Waits until the next slot is due: by a timer, and the last bit by looking at the clock where that is wanted. */
  #sleep(from: number, isWaiting = false): void {
    if (this.#state !== "running") return;
    const wait = Math.min(this.#nextDue, this.#end) - from;
    const wake = () => this.#pump(performance.now());
    if (isWaiting) {
      // The next lane that is free takes the slot.
      this.#timer = setTimeout(wake, 2);
    } else if (wait <= 0) {
      // It became due while others were sent; answers that came in meanwhile are read first.
      this.#timer = setImmediate(wake);
    } else if (!this.#options.spin || from < this.#restUntil) {
      this.#timer = setTimeout(wake, Math.max(1, Math.ceil(wait)));
    } else if (wait > timerSlack + 1) {
      this.#timer = setTimeout(wake, Math.floor(wait - timerSlack));
    } else {
      this.#timer = setImmediate(() => {
        const now = performance.now();
        if (now - from > putOff) this.#takeRest(now);
        else this.#spun += now - from;
        if (this.#nextDue <= now) this.#pump(now);
        else this.#sleep(now);
      });
    }
  }

  /** A busy processor puts off who looks at the clock all the time, and wakes at once who sleeps. */
  #takeRest(now: number): void {
    const isCalm = now - this.#restUntil > rests.calm;
    this.#rest = isCalm ? rests.shortest : Math.min(rests.longest, this.#rest * 2);
    this.#restUntil = now + this.#rest;
  }

  /** In a closed loop, wakes the lanes of the target whose turn begins. */
  #watchTurns(): void {
    if (this.#state !== "running" || this.#options.schedule) return;
    const now = performance.now();
    const next = this.#start + (this.#blockAt(now) + 1) * this.#options.block;
    this.#timer = setTimeout(
      () => {
        this.#pump(performance.now());
        this.#watchTurns();
      },
      Math.max(1, next - now),
    );
  }

  #sweep(now: number): void {
    for (const { lanes, meter } of this.#groups) {
      for (const lane of lanes) lane.sweep(now);
      meter(now);
    }
    if (this.#state === "running" && (now >= this.#end || this.#remaining <= 0)) {
      // What was due in time and finds a lane still leaves, even when this thread is late itself.
      if (this.#options.schedule) this.#sendDue(now);
      this.#drain(now);
    }
    if (this.#state === "draining" && now >= this.#drainUntil) this.#finish(now);
  }

  #drain(now: number): void {
    if (this.#state !== "running") return;
    this.#state = "draining";
    // Requests that were counted out are all waited for; at the end of the time only a little.
    this.#drainUntil = this.#end > now ? Infinity : this.#end + this.#options.drain;
    this.#finishWhenIdle(now);
  }

  #finishWhenIdle(now: number): void {
    if (this.#state !== "draining") return;
    if (this.#groups.every(({ lanes }) => lanes.every(({ busy }) => !busy))) this.#finish(now);
  }

  #finish(now: number): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    clearInterval(this.#sweeper);
    clearTimeout(this.#timer as NodeJS.Timeout);
    clearImmediate(this.#timer as NodeJS.Immediate);
    for (const { lanes, recorder, meter, close } of this.#groups) {
      for (const lane of lanes) {
        const due = lane.end();
        if (due !== undefined) recorder.cut(due);
      }
      meter(now);
      close();
    }
    this.#countUnsent(now);
    this.#prepared.resolve(null);
    this.#ended.resolve(Math.max(0, Math.min(this.#end, now) - this.#start));
  }

  /** Slots that were due and found no lane. */
  #countUnsent(now: number): void {
    const end = Math.min(this.#end, now);
    while (this.#nextDue < end && this.#remaining > 0) {
      this.#groupAt(this.#nextDue).recorder.notSent(this.#nextDue, end);
      this.#takeSlot();
    }
  }

  #connectNext(now: number): void {
    while (this.#connecting.size < connectingAtOnce) {
      const lane = this.#toConnect.pop();
      if (!lane) break;
      this.#connecting.add(lane);
      lane.connect(now);
    }
    if (this.#connecting.size === 0) this.#prepared.resolve(null);
  }

  #settlePreparation(lane: Lane, now: number): void {
    if (this.#connecting.delete(lane)) this.#connectNext(now);
  }

  /** Blocks count from the start of measuring; those of the warm-up are negative. */
  #blockAt(time: number): number {
    return Math.floor((time - this.#start) / this.#options.block);
  }

  #groupAt(due: number): Group {
    const index = this.#groups.length > 1 ? turnOf(this.#blockAt(due)) : 0;
    return this.#group(index);
  }

  #groupOf(lane: Lane): Group {
    return this.#group(lane.group);
  }

  #group(index: number): Group {
    const group = this.#groups[index];
    if (!group) throw new RangeError(`There is no target ${index}.`);
    return group;
  }
}
