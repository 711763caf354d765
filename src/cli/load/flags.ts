import { parseDuration } from "../../features/loadTest/engine/scenario/duration.ts";
import { type Expectation, parseExpectation } from "../../features/loadTest/engine/answers/expectations.ts";
import { defaultSteps } from "../../features/loadTest/engine/answers/scaling/runSteps.ts";
import type { Header } from "../../features/loadTest/engine/plan.ts";
import { oneOf, readArguments, UsageError } from "../arguments.ts";
import { optionalValues } from "./optionalValues.ts";

export const reportFormats = ["text", "json", "junit", "csv", "html"] as const;
export type ReportFormat = (typeof reportFormats)[number];
export const exportFormats = ["k6", "artillery", "k6-operator"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Where `--compare` and `--save` look when no file is named. */
export const defaultBaseline = ".senior-backend/load/baseline.json";

/** What the command line asks for, checked and in the engine's units (ms, req/s). */
export type LoadFlags = ReturnType<typeof readFlags>;

const text = { type: "string" } as const;
const list = { type: "string", multiple: true } as const;
const on = { type: "boolean", default: false } as const;

const options = {
  method: { ...text, short: "X" },
  header: { ...list, short: "H" },
  body: { ...text, short: "d" },
  "body-file": text,
  data: text,
  operation: text,
  server: text,
  scenario: text,
  concurrency: { ...text, short: "c" },
  connections: text,
  rate: { ...text, short: "r" },
  stage: list,
  duration: { ...text, short: "t" },
  count: { ...text, short: "n" },
  "warm-up": text,
  timeout: text,
  workers: text,
  "no-keep-alive": on,
  http2: on,
  redirects: text,
  proxy: text,
  insecure: on,
  ca: text,
  cert: text,
  key: text,
  expect: list,
  "expect-status": list,
  "expect-rate-limit": on,
  compare: text,
  save: text,
  steps: text,
  attack: on,
  mutating: on,
  format: list,
  output: { ...list, short: "o" },
  export: text,
  "run-with": text,
  yes: { ...on, short: "y" },
  "max-rate": text,
  "max-duration": text,
} as const;

/** @throws UsageError with a sentence about the first argument that does not fit. */
export function readFlags(args: readonly string[]) {
  const { values, positionals } = readArguments(
    optionalValues(args, {
      "--compare": {
        fits: (next) => /\.json$/i.test(next) && !/^https?:/i.test(next),
        value: defaultBaseline,
      },
      "--save": { fits: (next) => !/^(?:-|https?:|.*\.ya?ml$)/i.test(next), value: defaultBaseline },
      "--steps": { fits: (next) => /^[\d,]+$/.test(next), value: defaultSteps.join(",") },
    }),
    options,
  );
  const flags = {
    ...values,
    positionals: positionals,
    header: (values.header ?? []).map(readHeader),
    concurrency: count("concurrency", values.concurrency ?? values.connections),
    rate: positive("rate", values.rate),
    stage: (values.stage ?? []).map(readStage),
    duration: time("duration", values.duration),
    count: count("count", values.count),
    "warm-up": time("warm-up", values["warm-up"]),
    timeout: time("timeout", values.timeout),
    workers: count("workers", values.workers),
    redirects: whole("redirects", values.redirects),
    expect: (values.expect ?? []).map((expectation): Expectation => parseExpectation(expectation)),
    "expect-status": (values["expect-status"] ?? []).flatMap((statuses) =>
      statuses.split(",").map(readStatus),
    ),
    steps: values.steps?.split(",").map((step) => count("steps", step) ?? 1),
    // What an export writes is no report.
    outputs: values.export === undefined ? readOutputs(values.format ?? [], values.output ?? []) : [],
    export: values.export === undefined ? undefined : oneOf("export", values.export, exportFormats),
    "run-with": values["run-with"] === undefined ? undefined : oneOf("run-with", values["run-with"], ["k6"]),
    "max-rate": positive("max-rate", values["max-rate"]),
    "max-duration": time("max-duration", values["max-duration"]),
  };
  refuseContradictions(flags);
  return flags;
}

function refuseContradictions(flags: {
  readonly rate: number | undefined;
  readonly stage: readonly unknown[];
  readonly body?: string | undefined;
  readonly "body-file"?: string | undefined;
  readonly steps: readonly number[] | undefined;
  readonly duration: number | undefined;
}): void {
  const refuse = (condition: boolean, sentence: string) => {
    if (condition) throw new UsageError(sentence);
  };
  refuse(flags.rate !== undefined && flags.stage.length > 0, "Give --rate or --stage, not both.");
  refuse(
    flags.body !== undefined && flags["body-file"] !== undefined,
    "Give --body or --body-file, not both.",
  );
  refuse(
    flags.duration !== undefined && flags.stage.length > 0,
    "Stages have their own seconds; leave --duration out.",
  );
  refuse(
    flags.steps !== undefined && (flags.rate !== undefined || flags.stage.length > 0),
    "--steps raises the concurrency itself; leave --rate and --stage out.",
  );
}

/** Pairs formats with files: the n-th --format goes to the n-th --output; a format alone goes to standard output. */
function readOutputs(
  formats: readonly string[],
  files: readonly string[],
): readonly { readonly format: ReportFormat; readonly file: string | undefined }[] {
  const asked = formats.map((format) => oneOf("format", format, reportFormats));
  if (files.length > asked.length && asked.length > 1)
    throw new UsageError("There are more --output than --format; give each file its format.");
  const named = files.map((file, index) => ({ format: asked[index] ?? formatOf(file), file }));
  const rest = asked.slice(files.length).map((format) => ({ format, file: undefined }));
  if (rest.length > 1)
    throw new UsageError("Only one --format can go to standard output; give the others an --output.");
  const outputs = [...named, ...rest];
  const shows = outputs.some(({ file }) => file === undefined);
  return shows ? outputs : [...outputs, { format: "text", file: undefined }];
}

/** The format that a file's name asks for. */
function formatOf(file: string): ReportFormat {
  const extension = /\.(json|csv|html|xml|txt)$/i.exec(file)?.[1]?.toLowerCase();
  const formats: Readonly<Record<string, ReportFormat>> = {
    json: "json",
    csv: "csv",
    html: "html",
    xml: "junit",
    txt: "text",
  };
  const format = extension === undefined ? undefined : formats[extension];
  if (format === undefined)
    throw new UsageError(`Say what to write to ${file}: --format ${reportFormats.join(", ")}.`);
  return format;
}

function readHeader(header: string): Header {
  const [, name = "", value = ""] = /^([!#$%&'*+\-.^_`|~\w]+):\s*([^\r\n\0]*)$/.exec(header) ?? [];
  if (name === "") throw new UsageError(`--header is "Name: value"; "${header.split(":")[0] ?? ""}" is not.`);
  return [name, value.trim()];
}

function readStage(stage: string): { readonly target: number; readonly duration: number } {
  const [, target = "", length = ""] = /^(\d+(?:\.\d+)?):([\d.]+\s*(?:ms|s|m)?)$/.exec(stage.trim()) ?? [];
  const seconds = parseDuration(length);
  if (target === "" || seconds === undefined || seconds <= 0)
    throw new UsageError(`--stage is RATE:SECONDS, as in "500:30"; "${stage}" is not.`);
  return { target: Number(target), duration: seconds * 1000 };
}

function readStatus(status: string): readonly [number, number] {
  const [, digits = ""] = /^([1-5](?:\d\d|xx))$/i.exec(status.trim()) ?? [];
  if (digits === "")
    throw new UsageError(`--expect-status is a status such as 200 or 2xx; "${status}" is not.`);
  return /x/i.test(digits)
    ? [Number(digits[0]) * 100, Number(digits[0]) * 100 + 99]
    : [Number(digits), Number(digits)];
}

function time(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = parseDuration(value);
  if (seconds === undefined || (seconds <= 0 && option !== "warm-up"))
    throw new UsageError(`--${option} is a time such as 30, 30s, 500ms or 2m; "${value}" is not.`);
  return seconds * 1000;
}

function count(option: string, value: string | undefined): number | undefined {
  const found = whole(option, value);
  if (found === 0) throw new UsageError(`--${option} is a whole number, 1 at least.`);
  return found;
}

function whole(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`--${option} is a whole number; "${value}" is not.`);
  return Number(value);
}

function positive(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const found = Number(value.replace(/\/s$/, ""));
  if (!Number.isFinite(found) || found <= 0)
    throw new UsageError(`--${option} is a number of requests per second; "${value}" is not.`);
  return found;
}
