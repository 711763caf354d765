/**
 * A load test as people keep it: a readable file in `.senior-backend/load/`, which the panel and the command line run
 * alike. Times are seconds, rates are requests per second. Texts of a request may hold `${NAME}`, a secret that is
 * filled in when the test runs and is never written down, and `{{column}}`, a value of the data file.
 */
export interface Scenario {
  readonly name: string;
  /** Path of the API description, relative to the scenario's file. */
  readonly spec?: string;
  /** The operation of the description, as method and path template: "POST /orders". */
  readonly operation?: string;
  readonly request: ScenarioRequest;
  readonly load: ScenarioLoad;
  readonly expect: ScenarioExpectations;
}

export interface ScenarioRequest {
  readonly method: string;
  readonly url: string;
  /** A second address that gets the same requests in turns, for a comparison of the two. */
  readonly compareUrl?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  /** Path of a CSV or JSON file with rows for `{{column}}`, relative to the scenario's file. */
  readonly data?: string;
}

export interface ScenarioLoad {
  /** Requests that are on their way at the same time; with an arrival rate: at most. */
  readonly connections: number;
  readonly duration: number;
  /** Number of requests to send instead of a duration. */
  readonly requests?: number;
  /** Arrival rate; without it and without stages a connection sends its next request when the last one is answered. */
  readonly rate?: number;
  /** Arrival rates that are reached one after the other, each in a straight line over its duration, from 0. */
  readonly stages?: readonly ScenarioStage[];
  /** Seconds at the start that do not count. */
  readonly warmUp: number;
  /** Seconds that a request may take. */
  readonly timeout: number;
  readonly keepAlive: boolean;
  readonly http2: boolean;
  /** Accepts certificates that cannot be verified. */
  readonly insecure: boolean;
}

export interface ScenarioStage {
  readonly rate: number;
  readonly duration: number;
}

export interface ScenarioExpectations {
  /** Status codes that count as success; empty: all below 400. */
  readonly status: readonly number[];
  /** Such as "p95<200ms", "errors<1%", "rps>100". */
  readonly thresholds: readonly string[];
  /** Whether the server is expected to limit, correctly and in the open. */
  readonly rateLimit: boolean;
}

/** Where scenarios of a workspace folder are kept. */
export const scenarioFolder = ".senior-backend/load";

export const defaultLoad: ScenarioLoad = {
  connections: 50,
  duration: 10,
  warmUp: 1,
  timeout: 10,
  keepAlive: true,
  http2: false,
  insecure: false,
};

export const noExpectations: ScenarioExpectations = { status: [], thresholds: [], rateLimit: false };

/** What a scenario may ask for at most. */
export const limits = {
  connections: 10_000,
  requests: 1_000_000_000,
  /** Requests per second. */
  rate: 1_000_000,
  /** Seconds. */
  duration: 24 * 3600,
} as const;
