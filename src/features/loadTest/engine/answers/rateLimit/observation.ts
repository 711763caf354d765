import type { Quota } from "./quota.ts";
import { type HeaderFields, readQuotas } from "./readQuotas.ts";
import { retryAfterSeconds } from "./retryAfter.ts";

/** One answer of a limited server, with its rate-limit fields read. */
export interface Observation {
  readonly status: number;
  readonly fields: HeaderFields;
  readonly quotas: readonly Quota[];
  /** One sentence a malformed field. */
  readonly problems: readonly string[];
  /** Seconds that Retry-After asks to wait; undefined when it is absent or malformed. */
  readonly retryAfter: number | undefined;
}

/**
 * Reads the rate-limit fields of an answer.
 * @param now when it arrived, in ms since the epoch
 */
export function observe(status: number, fields: HeaderFields, now: number): Observation {
  const { quotas, problems } = readQuotas(fields, now);
  const written = fields["retry-after"];
  const retryAfter = written === undefined ? undefined : retryAfterSeconds(written, now);
  const malformed =
    written !== undefined && retryAfter === undefined
      ? [`Retry-After: ${written} is neither whole seconds nor an HTTP date.`]
      : [];
  return { status, fields, quotas, problems: [...problems, ...malformed], retryAfter };
}

/** When a limited client may ask again, in seconds: Retry-After before the longest reset (RateLimit draft, §5). */
export function waitOf({ retryAfter, quotas, status }: Observation): number | undefined {
  if (retryAfter !== undefined) return retryAfter;
  const exhausted = quotas.filter(
    ({ remaining }) => status !== 429 || remaining === undefined || remaining === 0,
  );
  const resets = exhausted.flatMap(({ reset }) => (reset === undefined ? [] : [reset]));
  return resets.length === 0 ? undefined : Math.max(...resets);
}
