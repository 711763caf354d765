/** RFC 9110 §5.6.7: the preferred form of an HTTP date. */
const httpDate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * Seconds that a Retry-After field asks to wait (RFC 9110 §10.2.3): a whole number of seconds, or an HTTP date.
 * @param now milliseconds since the epoch
 * @returns undefined when the value is neither
 */
export function retryAfterSeconds(value: string, now: number): number | undefined {
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  return httpDate.test(text) ? Math.max(0, (Date.parse(text) - now) / 1000) : undefined;
}
