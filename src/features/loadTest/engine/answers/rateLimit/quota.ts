/** Which generation of fields said it. The drafts are those of draft-ietf-httpapi-ratelimit-headers. */
export type RateLimitDialect = "draft 8 to 11" | "draft 7" | "draft 6" | "X-RateLimit";

/** What a response says about one limit. Absent parts were not said. */
export interface Quota {
  readonly dialect: RateLimitDialect;
  /** The name of the policy, from draft 8 on. */
  readonly name?: string | undefined;
  /** Requests per window. */
  readonly limit?: number | undefined;
  readonly remaining?: number | undefined;
  /** Seconds until the quota is whole again. */
  readonly reset?: number | undefined;
  /** Length of the window in seconds. */
  readonly window?: number | undefined;
}

/** The quotas of one response, and what is wrong with how they are written. */
export interface QuotaReading {
  readonly quotas: readonly Quota[];
  /** One sentence a malformed field. */
  readonly problems: readonly string[];
}
