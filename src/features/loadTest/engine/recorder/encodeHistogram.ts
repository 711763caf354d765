import { UserError } from "../../../../shared/userError.ts";
import type { EncodedHistogram } from "../result.ts";
import { emptyHistogram, type Histogram } from "./histogram.ts";

/** A histogram as a short text; see {@link EncodedHistogram} for the form. */
export function encodeHistogram({ resolution, counts, count, sum, max }: Histogram): EncodedHistogram {
  const bytes: number[] = [];
  let last = -1;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const times = counts[bucket] ?? 0;
    if (times === 0) continue;
    pushVarint(bytes, bucket - last - 1);
    pushVarint(bytes, times);
    last = bucket;
  }
  return { resolution, count, sum, max, buckets: Buffer.from(bytes).toString("base64") };
}

/** @throws UserError when the text is not a histogram */
export function decodeHistogram(encoded: EncodedHistogram): Histogram {
  const { resolution, sum, max } = encoded;
  if ((resolution as string) !== "fine" && (resolution as string) !== "coarse") throw damaged();
  const histogram = emptyHistogram(resolution);
  const bytes = Buffer.from(encoded.buckets, "base64");
  const at = { position: 0 };
  let bucket = -1;
  while (at.position < bytes.length) {
    bucket += readVarint(bytes, at) + 1;
    const times = readVarint(bytes, at);
    if (bucket >= histogram.counts.length || times === 0) throw damaged();
    histogram.counts[bucket] = times;
    histogram.count += times;
  }
  if (histogram.count !== encoded.count) throw damaged();
  histogram.sum = sum;
  histogram.max = max;
  return histogram;
}

function damaged(): UserError {
  return new UserError("A histogram of the saved result is damaged; measure again and save the result anew.");
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function readVarint(bytes: Buffer, at: { position: number }): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** 50; scale *= 128) {
    const byte = bytes[at.position++];
    if (byte === undefined) throw damaged();
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
  throw damaged();
}
