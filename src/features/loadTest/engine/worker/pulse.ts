import { performance } from "node:perf_hooks";
import { pulseAt } from "./protocol.ts";

const every = 250;

/**
 * Writes how busy this thread's event loop is into shared memory, four times a second.
 * @param spun time (ms) spent so far on looking at the clock, which counts as idle
 * @returns stops it
 */
export function watchPulse(memory: SharedArrayBuffer, spun: () => number): () => void {
  const pulse = new Float64Array(memory);
  let last = performance.eventLoopUtilization();
  let lastSpun = 0;
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { active, idle } = performance.eventLoopUtilization(now, last);
    const idleSpinning = spun() - lastSpun;
    const busy = Math.max(0, active - idleSpinning) / Math.max(1, active + idle);
    last = now;
    lastSpun = spun();
    pulse[pulseAt.latest] = busy;
    pulse[pulseAt.highest] = Math.max(pulse[pulseAt.highest] ?? 0, busy);
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}
