import { z } from "zod";
import { UserError } from "../../../../../shared/userError.ts";
import type { LoadResult } from "../../result.ts";

const histogram = z.object({
  resolution: z.enum(["fine", "coarse"]),
  count: z.number(),
  sum: z.number(),
  max: z.number(),
  buckets: z.string(),
});
const figure = z.number().nullable();
const figures = z.looseObject({
  count: z.number(),
  p50: figure,
  p95: figure,
  p99: figure,
  mean: figure,
  max: figure,
});

/** What a comparison reads of a saved result; the rest is passed through. */
const savedResult = z.looseObject({
  schemaVersion: z.literal(1),
  startedAt: z.string(),
  plan: z.looseObject({
    hash: z.string(),
    targets: z.array(
      z.looseObject({ requests: z.array(z.looseObject({ method: z.string(), url: z.string() })) }),
    ),
  }),
  environment: z.looseObject({ node: z.string(), os: z.string(), cpu: z.string(), cores: z.number() }),
  generator: z.looseObject({ health: z.string() }),
  targets: z
    .array(
      z.looseObject({
        requests: z.number(),
        failed: z.number(),
        unexpected: z.number(),
        throughput: z.number(),
        latency: figures,
        histograms: z.looseObject({ latency: histogram }),
        series: z.array(
          z.looseObject({
            at: z.number(),
            seconds: z.number(),
            requests: z.number(),
            p50: figure,
            p95: figure,
            p99: figure,
          }),
        ),
      }),
    )
    .min(1),
});

/**
 * Reads a saved result, as `--save` writes it.
 * @param name how the file is called in the sentence when it is something else
 * @throws UserError when it is no saved result
 */
export function readBaseline(text: string, name: string): LoadResult {
  try {
    return savedResult.parse(JSON.parse(text)) as unknown as LoadResult;
  } catch {
    throw new UserError(`${name} is no saved load test; write one with --save ${name}.`);
  }
}
