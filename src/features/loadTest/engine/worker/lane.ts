import type { ErrorKind } from "../result.ts";

/** One place for one request at a time: a connection of HTTP/1.1, or a stream. All times are on the worker's clock. */
export interface Lane {
  /** Which target it belongs to. */
  readonly group: number;
  /** Whether a request is under way. */
  readonly busy: boolean;
  /** Whether a request can leave at once. */
  readonly open: boolean;
  /** Since when it has been waiting for a request; kept by the owner. */
  idleSince: number;
  /** Whether it waits in line for a request; kept by the owner. */
  queued: boolean;
  /** Prepares for requests; the driver is told when it is free. */
  connect(now: number): void;
  /**
   * Sends the next request of its target, connecting first where it is not open.
   * @param own the part of its lateness that is the generator's own
   */
  send(due: number, own: number, now: number): void;
  /** Called often: gives up what takes too long, and reports free after a back-off. */
  sweep(now: number): void;
  /** Ends what is under way and closes; returns when the request under way was due. */
  end(): number | undefined;
}

/** Who gives lanes their work. */
export interface LaneOwner {
  /** A connection was made. */
  opened(lane: Lane, now: number): void;
  /** The lane can take a request. */
  free(lane: Lane, now: number): void;
  /** The lane lost its connection, or did not get one, without losing a request by it. */
  lost(lane: Lane, now: number): void;
  /** A connection could not be made. */
  unreachable(lane: Lane, kind: ErrorKind, now: number): void;
}
