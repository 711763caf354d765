import { UserError } from "../../../shared/userError.ts";
import { defaultCaps, type HttpVersion, type LoadCaps, type LoadPlan, type LoadTarget } from "./plan.ts";
import type { Pace, StatusRange, TlsOptions } from "./plan.ts";
import { createRequestFiller } from "./requests/fillRequests.ts";

/** A plan with every default filled in and every contradiction refused. Times in ms. */
export interface CompletePlan {
  readonly targets: readonly LoadTarget[];
  readonly pace: Pace;
  /** Connections or streams of each target. */
  readonly connections: number;
  /** Infinity when the run ends with its requests. */
  readonly duration: number;
  /** Infinity when the run ends with its time. */
  readonly requests: number;
  readonly warmUp: number;
  readonly connectTimeout: number;
  readonly requestTimeout: number;
  readonly drain: number;
  readonly keepAlive: boolean;
  readonly tls: TlsOptions;
  readonly httpVersion: HttpVersion;
  readonly redirects: number;
  readonly proxy: string | undefined;
  readonly expectStatus: readonly StatusRange[];
  readonly block: number;
  readonly workers: number | undefined;
  readonly caps: LoadCaps;
}

const defaultDuration = 10_000;
const defaultConnections = 100;
/** Turns of two targets that are kept apart. */
const maxBlocks = 600;
const turnsWanted = 24;
const [shortestTurn, longestTurn] = [100, 1_000];

/** @throws UserError when the plan contradicts itself or exceeds its caps */
export function completePlan(plan: LoadPlan): CompletePlan {
  const caps = { ...defaultCaps, ...plan.caps };
  const complete: CompletePlan = {
    targets: plan.targets,
    pace: plan.pace,
    connections:
      plan.pace.kind === "closed" ? plan.pace.concurrency : (plan.pace.connections ?? defaultConnections),
    ...lengthOf(plan),
    warmUp: plan.warmUp ?? 0,
    connectTimeout: plan.timeouts?.connect ?? 5_000,
    requestTimeout: plan.timeouts?.request ?? 10_000,
    drain: plan.timeouts?.drain ?? 1_000,
    keepAlive: plan.keepAlive ?? true,
    tls: plan.tls ?? {},
    httpVersion: plan.httpVersion ?? "1.1",
    redirects: plan.redirects ?? 0,
    proxy: plan.proxy,
    expectStatus: plan.expectStatus ?? [[100, 399]],
    block: blockOf(plan),
    workers: plan.workers,
    caps,
  };
  refuseNonsense(complete);
  refuseExcess(complete, caps);
  complete.targets.forEach((target) => refuseMixedOrigins(target, complete));
  return complete;
}

function lengthOf({ length, pace }: LoadPlan): Pick<CompletePlan, "duration" | "requests"> {
  const stages =
    pace.kind === "stages" ? pace.stages.reduce((sum, stage) => sum + stage.duration, 0) : undefined;
  const asked = length.duration ?? (length.requests === undefined ? defaultDuration : Infinity);
  const duration = stages === undefined ? asked : Math.min(stages, length.duration ?? Infinity);
  return { duration, requests: length.requests ?? Infinity };
}

/** Turns of two targets: short enough for twelve pairs, which certainty takes, long enough to mean something. */
function blockOf(plan: LoadPlan): number {
  const { duration } = lengthOf(plan);
  if (!Number.isFinite(duration)) return plan.block ?? longestTurn;
  const turn = plan.block ?? Math.min(longestTurn, Math.max(shortestTurn, duration / turnsWanted));
  return Math.max(turn, Math.ceil((duration + (plan.warmUp ?? 0)) / maxBlocks));
}

function refuseNonsense(plan: CompletePlan): void {
  const positive: readonly (readonly [what: string, value: number])[] = [
    ["duration", plan.duration],
    ["number of requests", plan.requests],
    ["number of connections", plan.connections],
    ["connect timeout", plan.connectTimeout],
    ["request timeout", plan.requestTimeout],
    ["block", plan.block],
    ["number of workers", plan.workers ?? 1],
    ...ratesOf(plan.pace).map((rate) => ["rate", rate] as const),
  ];
  for (const [what, value] of positive) {
    if (!(value > 0)) throw new UserError(`The ${what} must be more than 0.`);
  }
  const whole = [plan.connections, plan.workers ?? 1, Number.isFinite(plan.requests) ? plan.requests : 1];
  if (!whole.every(Number.isInteger)) {
    throw new UserError("The numbers of connections, requests and workers must be whole.");
  }
  if (!(plan.warmUp >= 0 && plan.drain >= 0 && plan.redirects >= 0)) {
    throw new UserError("Warm-up, drain and redirects cannot be negative.");
  }
  if (plan.targets.length > 1 && !Number.isFinite(plan.duration)) {
    throw new UserError(
      "Two targets are compared over time; give a duration instead of a number of requests.",
    );
  }
}

/** Rates that must be more than 0: a ramp may start or end there, but not stay. */
function ratesOf(pace: Pace): readonly number[] {
  if (pace.kind === "closed") return [];
  if (pace.kind === "rate") return [pace.rate];
  const all = [pace.startRate, ...pace.stages.map(({ target }) => target)];
  return all.every((rate) => rate >= 0) ? [Math.max(...all)] : [-1];
}

function refuseExcess(plan: CompletePlan, caps: LoadCaps): void {
  const rate = Math.max(0, ...ratesOf(plan.pace));
  if (rate > caps.rate) {
    throw new UserError(
      `The plan asks for ${rate} requests/s and its cap is ${caps.rate}; raise the cap, or ask for less.`,
    );
  }
  const time = plan.warmUp + plan.duration;
  if (Number.isFinite(time) && time > caps.duration) {
    throw new UserError(
      `The plan takes ${time / 1000} s and its cap is ${caps.duration / 1000} s; raise the cap, or make it shorter.`,
    );
  }
  if (plan.connections > caps.connections) {
    throw new UserError(
      `The plan asks for ${plan.connections} connections and its cap is ${caps.connections}; raise the cap, or ask for fewer.`,
    );
  }
}

/** All requests of a target go to one server, which is resolved once. */
function refuseMixedOrigins(target: LoadTarget, plan: CompletePlan): void {
  const filler = createRequestFiller(target, { index: 0, of: 1 });
  const { origin, protocol } = filler.fill(0).url;
  for (let index = 1; index < target.requests.length; index++) {
    const other = filler.fill(index).url.origin;
    if (other !== origin) {
      throw new UserError(
        `A target is one server, and the plan names ${origin} and ${other}; make them two targets.`,
      );
    }
  }
  if (plan.httpVersion === "2" && protocol === "http:") {
    throw new UserError(`HTTP/2 is tested over TLS; give ${origin} as https, or test HTTP/1.1.`);
  }
}
