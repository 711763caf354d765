import { Document } from "yaml";
import type { Expectation } from "../answers/expectations.ts";
import type { LoadPlan, LoadTarget, RequestTemplate } from "../plan.ts";
import {
  commentText,
  type ExportInput,
  exportedTarget,
  notCarriedOver,
  planDuration,
} from "./exportedPlan.ts";
import { type ExportedText, exportedHeader, exportedUrl, variablesOf } from "./secrets.ts";
import { type Generator, partsOf } from "./slots.ts";

/** The plan as an Artillery script in YAML; credentials are read from the environment. */
export function exportArtillery(input: ExportInput): string {
  const { plan, expectations } = input;
  const target = exportedTarget(input);
  const { thresholds, conditions, leftOut } = ensured(expectations);
  const texts = target.requests.flatMap((request) => [
    exportedUrl(request.url),
    ...(request.headers ?? []).map(exportedHeader),
  ]);
  const document = new Document({
    config: {
      target: new URL(plainUrl(target)).origin,
      phases: phasesOf(plan),
      http: { timeout: Math.ceil((plan.timeouts?.request ?? 10_000) / 1000) },
      ...(plan.tls?.insecure === true && { tls: { rejectUnauthorized: false } }),
      plugins: { ensure: {}, ...(plan.expectStatus !== undefined && { expect: {} }) },
      ...((thresholds.length > 0 || conditions.length > 0) && {
        ensure: {
          ...(thresholds.length > 0 && { thresholds }),
          ...(conditions.length > 0 && { conditions }),
        },
      }),
      ...(target.rows !== undefined &&
        target.rows.length > 0 && { variables: { row: exportedRows(target) } }),
    },
    scenarios: target.requests.map((request) => ({ flow: [flowOf(request, plan)] })),
  });
  const notes = [
    ...notCarriedOver(input),
    ...leftOut.map((text) => `The expectation ${text}.`),
    ...paceNotes(plan),
    ...slotNotes(target),
    "Latency from when a request was due: Artillery counts from when it was sent.",
    "Run with run-fargate --count n, every worker sends all of the load; divide the rates by n.",
  ];
  const variables = variablesOf(texts);
  document.commentBefore = [
    ...(variables.length > 0 ? [` Set ${variables.join(", ")} in the environment before you run it.`] : []),
    " What does not carry over:",
    ...notes.map((note) => ` - ${commentText(note)}`),
  ].join("\n");
  return document.toString({ lineWidth: 0 });
}

function plainUrl({ requests }: LoadTarget): string {
  return requests[0].url.replace(/\{\{.*?\}\}/g, "x");
}

function phasesOf(plan: LoadPlan): readonly object[] {
  const { pace, warmUp = 0, length } = plan;
  const seconds = (ms: number) => Math.max(1, Math.round(ms / 1000));
  const duration = seconds(planDuration(plan) ?? 60_000);
  const warm = (arrivalRate: number) =>
    warmUp > 0
      ? [{ name: "warm-up", duration: seconds(warmUp), arrivalRate: Math.max(1, Math.round(arrivalRate)) }]
      : [];
  if (pace.kind === "closed") {
    const users = { maxVusers: pace.concurrency };
    return length.requests === undefined
      ? [...warm(pace.concurrency), { name: "measure", duration, arrivalRate: pace.concurrency, ...users }]
      : [{ name: "measure", duration, arrivalCount: length.requests, ...users }];
  }
  const users = pace.connections === undefined ? {} : { maxVusers: pace.connections };
  if (pace.kind === "rate")
    return [
      ...warm(pace.rate),
      { name: "measure", duration, arrivalRate: Math.max(1, Math.round(pace.rate)), ...users },
    ];
  const starts = [pace.startRate, ...pace.stages.map(({ target }) => target)];
  return pace.stages.map((stage, index) => ({
    duration: seconds(stage.duration),
    arrivalRate: Math.round(starts[index] ?? 0),
    rampTo: Math.round(stage.target),
    ...users,
  }));
}

function paceNotes({ pace, keepAlive }: LoadPlan): readonly string[] {
  return [
    ...(pace.kind === "closed"
      ? [
          "The closed loop: Artillery starts virtual users by the second; at most as many as there were connections are active.",
        ]
      : []),
    ...(keepAlive === false
      ? []
      : ["Connections that are used again: Artillery opens one for each virtual user."]),
  ];
}

function flowOf({ method, url, headers = [], body }: RequestTemplate, plan: LoadPlan) {
  const statuses = (plan.expectStatus ?? []).flatMap(([from, to]) => (from === to ? [from] : []));
  const request = {
    url: template(exportedUrl(url), "url"),
    ...(headers.length > 0 && {
      headers: Object.fromEntries(
        headers.map((header) => [header[0], template(exportedHeader(header), "text")]),
      ),
    }),
    ...(body !== undefined && "text" in body && { body: template([body.text], bodyPlace(body.text)) }),
    followRedirect: (plan.redirects ?? 0) > 0,
    ...(statuses.length > 0 && { expect: [{ statusCode: statuses.length === 1 ? statuses[0] : statuses }] }),
  };
  return { [method.toLowerCase()]: request };
}

const generatorTemplates: Readonly<Record<Generator, string>> = {
  $uuid: "{{ $uuid }}",
  $randomInt: "{{ $randomNumber(100000000, 999999999) }}",
  $counter: "{{ $randomNumber(1000000000, 9999999999) }}",
  $timestamp: "{{ $randomNumber(1000000000000, 9999999999999) }}",
};

/** Where a text stands: values of columns are escaped for it. */
type Place = "url" | "json" | "text";

const escapes: Readonly<Record<Place, (value: string) => string>> = {
  url: encodeURIComponent,
  json: (value) => JSON.stringify(value).slice(1, -1),
  text: (value) => value,
};

function template(text: ExportedText, place: Place): string {
  return text
    .flatMap((part) =>
      typeof part === "string"
        ? partsOf(part).map((piece) => {
            if (typeof piece === "string") return piece;
            return "generator" in piece
              ? generatorTemplates[piece.generator]
              : `{{ row.${columnName(piece.column, place)} }}`;
          })
        : [`{{ $processEnvironment.${part.variable} }}`],
    )
    .join("");
}

/** Names in templates of Artillery are identifiers. A column has a spelling for each place that it is used in. */
function columnName(column: string, place: Place): string {
  const name = column.replace(/\W/g, "_");
  return place === "text" ? name : `${name}_in_${place}`;
}

function bodyPlace(text: string): Place {
  return /^\s*[[{]/.test(text) ? "json" : "text";
}

function slotNotes({ rows, requests }: LoadTarget): readonly string[] {
  const texts = requests.flatMap(({ url, headers = [], body }) => [
    url,
    ...headers.map(([, value]) => value),
    body !== undefined && "text" in body ? body.text : "",
  ]);
  const has = (generator: Generator) => texts.some((text) => text.includes(`{{${generator}}}`));
  return [
    ...(rows === undefined || rows.length === 0
      ? []
      : ["The order of the rows: Artillery draws one of them for each virtual user."]),
    ...(has("$counter") || has("$timestamp")
      ? ["Counters and timestamps, which are random numbers of the same length here."]
      : []),
    ...(requests.some(({ body }) => body !== undefined && "base64" in body) ? ["Binary bodies."] : []),
    ...(requests.length > 1
      ? ["The order of the requests: Artillery draws one of them for each virtual user."]
      : []),
  ];
}

/** Rows as one variable, so that values which belong together stay together; only the spellings in use. */
function exportedRows({ rows = [], requests }: LoadTarget): readonly Readonly<Record<string, string>>[] {
  const uses = requests.flatMap(({ url, headers = [], body }) => [
    ...columnsIn(url, "url"),
    ...headers.flatMap(([, value]) => columnsIn(value, "text")),
    ...(body !== undefined && "text" in body ? columnsIn(body.text, bodyPlace(body.text)) : []),
  ]);
  return rows.map((row) =>
    Object.fromEntries(
      uses.map(({ column, place }) => [columnName(column, place), escapes[place](row[column] ?? "")]),
    ),
  );
}

function columnsIn(
  text: string,
  place: Place,
): readonly { readonly column: string; readonly place: Place }[] {
  return partsOf(text).flatMap((part) =>
    typeof part === "object" && "column" in part ? [{ column: part.column, place }] : [],
  );
}

interface Ensured {
  readonly thresholds: readonly Readonly<Record<string, number>>[];
  readonly conditions: readonly { readonly expression: string }[];
  readonly leftOut: readonly string[];
}

const percentiles: Readonly<Record<string, string>> = {
  p50: "median",
  p75: "p75",
  p90: "p90",
  p95: "p95",
  p99: "p99",
  p99_9: "p999",
  max: "max",
  mean: "mean",
};

/** Artillery's `ensure` knows upper bounds of times, and comparisons of counters that are always there. */
function ensured(expectations: readonly Expectation[]): Ensured {
  const thresholds: Readonly<Record<string, number>>[] = [];
  const conditions: { readonly expression: string }[] = [];
  const leftOut: string[] = [];
  for (const { metric, operator, bound, text } of expectations) {
    if (metric.kind === "time" && metric.of !== "lateness" && operator.startsWith("<"))
      thresholds.push({ [`http.response_time.${percentiles[metric.figure] ?? "mean"}`]: bound });
    else if (metric.kind === "rate")
      conditions.push({ expression: `http.request_rate ${operator} ${bound}` });
    else leftOut.push(text);
  }
  return { thresholds, conditions, leftOut };
}
