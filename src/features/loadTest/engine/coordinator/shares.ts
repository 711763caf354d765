import { availableParallelism } from "node:os";
import type { CompletePlan } from "../completePlan.ts";

/** Connections that make a further worker worth its thread. */
const connectionsPerWorker = 8;

/** How many workers carry a plan out: the cores, less one for a server on this machine. */
export function workerCount(
  { workers, connections, pace, requests }: CompletePlan,
  loopback: boolean,
): number {
  const cores = availableParallelism();
  const spare = Math.max(1, loopback ? cores - 1 : cores);
  const useful = Math.max(1, Math.ceil(connections / connectionsPerWorker));
  const wanted = workers ?? Math.min(spare, useful);
  const most = Math.min(connections, pace.kind === "closed" ? requests : connections);
  return Math.max(1, Math.min(wanted, most));
}

/** Divides a number so that the parts differ by 1 at most; Infinity stays what it is. */
export function shareOf(whole: number, index: number, of: number): number {
  if (!Number.isFinite(whole)) return whole;
  return Math.floor(whole / of) + (index < whole % of ? 1 : 0);
}

export function isLoopback(address: string): boolean {
  return /^(?:127\.|::1$|::ffff:127\.|localhost$)/.test(address);
}
