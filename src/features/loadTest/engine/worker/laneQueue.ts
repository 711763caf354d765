import type { Lane } from "./lane.ts";

/** Lanes that wait for a request: the one that has waited longest is served first, so that all are used alike. */
export class LaneQueue {
  readonly #ring: (Lane | undefined)[];
  #first = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#ring = new Array<Lane | undefined>(capacity).fill(undefined);
  }

  get length(): number {
    return this.#length;
  }

  /** Puts a lane at the end, unless it is in line already. */
  push(lane: Lane): void {
    if (lane.queued) return;
    lane.queued = true;
    this.#ring[(this.#first + this.#length++) % this.#ring.length] = lane;
  }

  shift(): Lane | undefined {
    if (this.#length === 0) return undefined;
    const lane = this.#ring[this.#first];
    this.#first = (this.#first + 1) % this.#ring.length;
    this.#length--;
    if (lane) lane.queued = false;
    return lane;
  }
}
