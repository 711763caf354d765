import type { ScalingAdvice } from "../answers/scaling/scalingAdvice.ts";
import { predict } from "../answers/scaling/usl.ts";
import type { ScalingView } from "./views.ts";

/** Points that a curve is drawn through, as many per doubling of the connections. */
const pointsPerDoubling = 4;

/** What a stepped run came to, as the panel draws it. */
export function scalingView({ steps, law, peak }: Omit<ScalingAdvice, "sentences">): ScalingView {
  const tested = Math.max(...steps.map(({ concurrency }) => concurrency), 1);
  return {
    steps: steps.map(({ concurrency, throughput, p50, p95, p99, errors }) => ({
      ...{ concurrency, throughput, p50, p95, p99, errors },
    })),
    curve:
      law === null
        ? []
        : concurrencies(Math.max(tested, peak?.concurrency ?? 0)).map((concurrency) => ({
            concurrency,
            throughput: predict(law, concurrency),
          })),
    peak: peak && { concurrency: peak.concurrency, throughput: peak.throughput },
  };
}

function concurrencies(most: number): readonly number[] {
  const doublings = Math.ceil(Math.log2(most) * pointsPerDoubling);
  const points = Array.from({ length: doublings }, (_, at) => 2 ** (at / pointsPerDoubling));
  return [...points.filter((point) => point < most), most];
}
