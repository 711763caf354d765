import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Expectation } from "../../features/loadTest/engine/answers/expectations.ts";
import { parseExpectation } from "../../features/loadTest/engine/answers/expectations.ts";
import { requestFromSpec } from "../../features/loadTest/engine/fromSpec/requestFromSpec.ts";
import type {
  DataRow,
  Header,
  LoadPlan,
  LoadTarget,
  Pace,
  RequestBody,
  RequestTemplate,
  StatusRange,
} from "../../features/loadTest/engine/plan.ts";
import { defaultCaps } from "../../features/loadTest/engine/plan.ts";
import { planOf } from "../../features/loadTest/engine/scenario/planOf.ts";
import { readScenario } from "../../features/loadTest/engine/scenario/readScenario.ts";
import { redact } from "../../shared/redact.ts";
import { UserError } from "../../shared/userError.ts";
import { UsageError } from "../arguments.ts";
import { displayPath, readTextFile, reasonOf } from "../files.ts";
import { contractFiles, requireContract } from "./contractFiles.ts";
import type { LoadFlags } from "./flags.ts";
import { readRows } from "./readRows.ts";
import { tlsOf } from "./tlsOf.ts";

/** A load test as asked for: what to send, and what is expected of it. */
export interface LoadJob {
  readonly plan: LoadPlan;
  readonly expectations: readonly Expectation[];
  readonly expectStatus: readonly StatusRange[];
  readonly expectRateLimit: boolean;
}

const defaultConcurrency = 50;
const defaultDuration = 10_000;
/** Measurements that are held against others start warm. */
const comparedWarmUp = 1_000;

/**
 * The plan that a command line describes: a URL or two, an operation of a description, or a scenario's file.
 * @throws UsageError, UserError with the sentence for standard error
 */
export async function buildJob(flags: LoadFlags, signal: AbortSignal): Promise<LoadJob> {
  const job =
    flags.scenario === undefined ? await jobFromTargets(flags, signal) : await jobFromScenario(flags, signal);
  refuseBeyondCaps(job.plan);
  return job;
}

async function jobFromTargets(flags: LoadFlags, signal: AbortSignal): Promise<LoadJob> {
  const rows = flags.data === undefined ? undefined : await readRows(resolve(flags.data), signal);
  const targets = (await templates(flags, signal)).map(({ label, template }): LoadTarget => ({
    label,
    requests: [template],
    ...(rows !== undefined && { rows }),
  }));
  const [first, second, ...others] = targets;
  if (first === undefined || others.length > 0)
    throw new UsageError("Name one URL to test, two to compare, or an OpenAPI description.");
  const isCompared =
    second !== undefined || [flags.compare, flags.save, flags.steps].some((flag) => flag !== undefined);
  const plan: LoadPlan = {
    targets: second === undefined ? [first] : [first, second],
    pace: paceOf(flags) ?? { kind: "closed", concurrency: defaultConcurrency },
    length: lengthOf(flags) ?? (flags.stage.length > 0 ? {} : { duration: defaultDuration }),
    warmUp: flags["warm-up"] ?? (isCompared ? comparedWarmUp : 0),
    keepAlive: !flags["no-keep-alive"],
    ...(await connectionOf(flags, signal)),
    ...(flags["expect-status"].length > 0 && { expectStatus: flags["expect-status"] }),
  };
  return { plan, ...expectationsOf(flags) };
}

/** A scenario's file, with what the command line says in its place. */
async function jobFromScenario(flags: LoadFlags, signal: AbortSignal): Promise<LoadJob> {
  const path = resolve(flags.scenario ?? "");
  if (flags.positionals.length > 0)
    throw new UsageError("A scenario names its own URL; leave the other one out.");
  const scenario = readScenario(await readTextFile(path, signal), displayPath(path));
  const data = flags.data ?? scenario.request.data;
  const rowsPath =
    data === undefined ? undefined : resolve(flags.data === undefined ? dirname(path) : "", data);
  const rows: readonly DataRow[] | undefined =
    rowsPath === undefined ? undefined : await readRows(rowsPath, signal);
  const planned = planOf(scenario, {
    secret: (name) => process.env[name],
    ...(rows !== undefined && { rows }),
  });
  const own = expectationsOf(flags);
  const plan: LoadPlan = {
    ...planned,
    pace: paceOf(flags) ?? planned.pace,
    length: lengthOf(flags) ?? planned.length,
    warmUp: flags["warm-up"] ?? planned.warmUp ?? 0,
    ...(flags["no-keep-alive"] && { keepAlive: false }),
    ...(await connectionOf(flags, signal)),
  };
  return {
    plan,
    expectations: [...scenario.expect.thresholds.map(parseExpectation), ...own.expectations],
    expectStatus:
      own.expectStatus.length > 0
        ? own.expectStatus
        : scenario.expect.status.map((status): StatusRange => [status, status]),
    expectRateLimit: own.expectRateLimit || scenario.expect.rateLimit,
  };
}

function expectationsOf(flags: LoadFlags): Omit<LoadJob, "plan"> {
  return {
    expectations: flags.expect,
    expectStatus: flags["expect-status"],
    expectRateLimit: flags["expect-rate-limit"],
  };
}

interface LabelledTemplate {
  readonly label: string;
  readonly template: RequestTemplate;
}

async function templates(flags: LoadFlags, signal: AbortSignal): Promise<readonly LabelledTemplate[]> {
  const { positionals } = flags;
  if (positionals.length === 0) throw new UsageError("Name a URL to test, or an OpenAPI description.");
  const urls = positionals.map(urlOf);
  if (urls.every((url) => url === undefined)) return [await templateFromSpec(positionals, flags, signal)];
  const body = await bodyOf(flags);
  const method = (flags.method ?? (body === undefined ? "GET" : "POST")).toUpperCase();
  if (!/^[!#$%&'*+\-.^_`|~\w]+$/.test(method))
    throw new UsageError(`--method is a word such as POST; "${method}" is not.`);
  return positionals.map((positional, index) => {
    const url = urls[index];
    if (url === undefined)
      throw new UsageError(`"${positional}" is no URL; it starts with http:// or https://.`);
    const headers = withContentType(flags.header, body);
    return {
      label: `${method} ${redact(url)}`,
      template: { method, url, ...(headers.length > 0 && { headers }), ...(body !== undefined && { body }) },
    };
  });
}

/** http and https URLs, and `localhost:3000` without its scheme; undefined for what is a file. */
function urlOf(text: string): string | undefined {
  const url = /^(?:localhost|[\d.]+|\[[\da-f:]+\])(?::\d+)?(?:[/?]|$)/i.test(text) ? `http://${text}` : text;
  return /^https?:\/\//i.test(url) && URL.canParse(url.replace(/\{\{.*?\}\}/g, "x")) ? url : undefined;
}

async function templateFromSpec(
  positionals: readonly string[],
  flags: LoadFlags,
  signal: AbortSignal,
): Promise<LabelledTemplate> {
  const [spec = "", ...others] = positionals;
  if (others.length > 0) throw new UsageError("Name one OpenAPI description.");
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(spec))
    throw new UsageError(`"${spec}" is no URL; it starts with http:// or https://.`);
  const path = resolve(spec);
  await requireContract(path, signal);
  const { label, template } = await requestFromSpec(
    contractFiles,
    pathToFileURL(path).href,
    { operation: flags.operation, server: flags.server, headers: flags.header, environment: process.env },
    signal,
  );
  const body = await bodyOf(flags);
  return { label, template: { ...template, ...(body !== undefined && { body }) } };
}

async function bodyOf(flags: LoadFlags): Promise<RequestBody | undefined> {
  if (flags.body !== undefined) return { text: flags.body };
  const file = flags["body-file"];
  if (file === undefined) return undefined;
  try {
    const bytes = await readFile(resolve(file));
    const text = bytes.toString("utf8");
    return Buffer.from(text).equals(bytes) ? { text } : { base64: bytes.toString("base64") };
  } catch (error) {
    throw new UserError(`${displayPath(resolve(file))} cannot be read: ${reasonOf(error)}.`);
  }
}

/** A body that reads as JSON is sent as JSON unless a header says otherwise. */
function withContentType(headers: readonly Header[], body: RequestBody | undefined): readonly Header[] {
  const isSaid = headers.some(([name]) => name.toLowerCase() === "content-type");
  if (isSaid || body === undefined || !("text" in body) || !/^\s*[[{]/.test(body.text)) return headers;
  return [["Content-Type", "application/json"], ...headers];
}

function paceOf(flags: LoadFlags): Pace | undefined {
  const connections = flags.concurrency === undefined ? {} : { connections: flags.concurrency };
  const [first, ...others] = flags.stage;
  if (first !== undefined)
    return { kind: "stages", startRate: flags.rate ?? 0, stages: [first, ...others], ...connections };
  if (flags.rate !== undefined) return { kind: "rate", rate: flags.rate, ...connections };
  return flags.concurrency === undefined ? undefined : { kind: "closed", concurrency: flags.concurrency };
}

function lengthOf({ duration, count }: LoadFlags): LoadPlan["length"] | undefined {
  if (duration === undefined && count === undefined) return undefined;
  return { ...(duration !== undefined && { duration }), ...(count !== undefined && { requests: count }) };
}

async function connectionOf(flags: LoadFlags, signal: AbortSignal): Promise<Partial<LoadPlan>> {
  const tls = await tlsOf(flags, signal);
  const caps = {
    ...(flags["max-rate"] !== undefined && { rate: flags["max-rate"] }),
    ...(flags["max-duration"] !== undefined && { duration: flags["max-duration"] }),
  };
  return {
    ...(tls !== undefined && { tls }),
    ...(Object.keys(caps).length > 0 && { caps }),
    ...(flags.timeout !== undefined && { timeouts: { request: flags.timeout } }),
    ...(flags.http2 && { httpVersion: "2" as const }),
    ...(flags.redirects !== undefined && { redirects: flags.redirects }),
    ...(flags.proxy !== undefined && { proxy: flags.proxy }),
    ...(flags.workers !== undefined && { workers: flags.workers }),
  };
}

/** The engine refuses these too; here the sentence can name the flag. */
function refuseBeyondCaps({ pace, length, warmUp = 0, caps }: LoadPlan): void {
  const { rate, duration } = { ...defaultCaps, ...caps };
  const rates =
    pace.kind === "rate"
      ? [pace.rate]
      : pace.kind === "stages"
        ? pace.stages.map(({ target }) => target)
        : [];
  const fastest = Math.max(0, ...rates);
  if (fastest > rate)
    throw new UserError(
      `${fastest} req/s is above the cap of ${rate}; raise it on purpose with --max-rate ${fastest}.`,
    );
  const staged = pace.kind === "stages" ? pace.stages.reduce((sum, stage) => sum + stage.duration, 0) : 0;
  const total = warmUp + (length.duration ?? staged);
  if (total > duration)
    throw new UserError(
      `${total / 1000} s is above the cap of ${duration / 1000} s; raise it on purpose with --max-duration ${total / 1000}.`,
    );
}
