import type { GeneratorHealth, LatencyFigures } from "../result.ts";

/** What the generator knows about itself. */
export interface GeneratorSigns {
  readonly closed: boolean;
  readonly workers: number;
  /** Event-loop utilisation of the busiest worker, 0 to 1. */
  readonly utilization: number;
  /** Processor time, in cores. */
  readonly cpu: number;
  /** Sent of what was due, 0 to 1. */
  readonly achieved: number | null;
  /** Lateness that is the generator's own. */
  readonly own: LatencyFigures;
  /** Requests that failed because this machine ran out of something. */
  readonly exhausted: number;
}

export interface GeneratorVerdict {
  readonly health: GeneratorHealth;
  /** One sentence when the generator limited the run. */
  readonly bottleneck: string | null;
}

/**
 * Says whether the generator limited a run. A loop that is always busy proves nothing by itself: it may wait for
 * the processor. Busy and burning its core, it is the limit: its own time per request bounds the throughput.
 */
export function judgeGenerator(signs: GeneratorSigns): GeneratorVerdict {
  const { closed, workers, utilization, cpu, achieved, own, exhausted } = signs;
  const share = Math.round(utilization * 100);
  if (exhausted > 0) {
    return limiting(
      `The generator's machine ran out of ports, files or memory for ${exhausted} requests, so the errors say nothing about the server.`,
    );
  }
  const late = own.p99 ?? own.max ?? 0;
  if (!closed && late > 10) {
    return limiting(
      `The generator itself was late (99 % of its requests within ${late.toFixed(1)} ms), so latency includes its own delay.`,
    );
  }
  const saturated = utilization > 0.95 && cpu > 0.85 * workers;
  if (saturated && (closed || (achieved ?? 1) < 0.99)) {
    return limiting(
      `The generator was the bottleneck (${workers === 1 ? "its worker was" : `its ${workers} workers were`} ${share} % busy), so the throughput is a lower bound.`,
    );
  }
  const busy = utilization > 0.85 || (!closed && late > 2);
  return { health: busy ? "busy" : "healthy", bottleneck: null };
}

function limiting(bottleneck: string): GeneratorVerdict {
  return { health: "limiting", bottleneck };
}
