import type { LoadResult } from "../result.ts";
import type { LoadReport } from "./loadReport.ts";

/**
 * The report as one object: the figures of the first target on top, then everything else. Fields are added over
 * time, never renamed or removed within a schema version. Times are in ms.
 */
export function formatJson(report: LoadReport): string {
  const { result, expectations, comparison, baseline, scaling, rateLimit, notes } = report;
  const object = {
    ...summary(result),
    expectations: expectations.map(({ expect, ok, actual, shown }) => ({ expect, ok, actual, shown })),
    ...(comparison !== undefined && { comparison }),
    ...(baseline !== undefined && { baseline }),
    ...(scaling !== undefined && { scaling }),
    ...(rateLimit !== undefined && { rateLimit }),
    notes,
    ...result,
  };
  return `${JSON.stringify(object, omitBulk, 2)}\n`;
}

/** Histograms are for comparing saved runs, and answers of the server may hold what is nobody's business. */
const bulk: ReadonlySet<string> = new Set(["histogram", "histograms", "blocks", "samples"]);

function omitBulk(key: string, value: unknown): unknown {
  return bulk.has(key) ? undefined : value;
}

/** The result with everything in it that a later comparison needs. It holds no header values and no bodies. */
export function formatSaved(result: LoadResult): string {
  const targets = result.targets.map((target) => ({ ...target, samples: [] }));
  return `${JSON.stringify({ ...summary(result), ...result, targets })}\n`;
}

function summary({ targets }: LoadResult) {
  const [first] = targets;
  return {
    schemaVersion: 1,
    requests: first?.requests ?? 0,
    seconds: first?.seconds ?? 0,
    throughput: first?.throughput ?? 0,
    latency: first?.latency ?? {},
    service: first?.service ?? {},
    lateness: first?.lateness ?? {},
    status: first?.status ?? {},
    errors: first?.errors ?? {},
  };
}
