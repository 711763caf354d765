import { errorCount } from "../../features/loadTest/engine/answers/expectations.ts";
import type { LoadSnapshot } from "../../features/loadTest/engine/result.ts";
import { duration, percentage, rate, time } from "../../features/loadTest/engine/report/figures.ts";

const clearLine = "\r\u001b[K";

/** One line that is written over while a run lasts. Nobody watches a file: `show` is absent then, and costs nothing. */
export interface Progress {
  readonly show: ((snapshot: LoadSnapshot) => void) | undefined;
  /** Says something in place of the line, such as what is waited for. */
  readonly say: (text: string) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show: undefined, say: () => undefined, end: () => undefined };
  const write = (text: string) => stream.write(`${clearLine}${text.slice(0, (stream.columns || 80) - 1)}`);
  return {
    show: (snapshot) => write(progressLine(snapshot)),
    say: (text) => write(text),
    end: () => stream.write(clearLine),
  };
}

/** "12 of 30 s  4,812 req/s  P95 18.2 ms  no errors" */
export function progressLine({ elapsed, seconds, phase, targets }: LoadSnapshot): string {
  if (phase === "connecting") return "Connecting…";
  if (phase === "draining") return "Waiting for the last answers…";
  const where =
    elapsed < 0
      ? `warming up, ${duration(Math.ceil(-elapsed))} left`
      : `${Math.floor(elapsed)}${seconds === null ? " s" : ` of ${duration(seconds)}`}`;
  const figures = targets.map((target) => {
    const wrong = errorCount(target);
    const share = wrong / Math.max(1, target.requests + target.failed);
    const errors = wrong === 0 ? "no errors" : `${percentage(share)} errors`;
    return `${rate(target.throughput)}  P95 ${time(target.latency.p95)}  ${errors}`;
  });
  return [where, ...figures].join("   ");
}
