import type { DataRow, LoadPlan, RequestTemplate } from "../plan.ts";
import {
  commentText,
  durationText,
  type ExportInput,
  exportedTarget,
  notCarriedOver,
  planDuration,
  wholeRate,
} from "./exportedPlan.ts";
import { errorKinds } from "../result.ts";
import { hopedForDuration, k6Thresholds, measured } from "./k6Thresholds.ts";
import { type ExportedText, exportedHeader, exportedUrl, variablesOf } from "./secrets.ts";
import { type Generator, partsOf, type TextPart } from "./slots.ts";

export interface K6Options {
  /** File that the script writes its whole summary to; absent: k6 prints its own. */
  readonly summaryPath?: string;
}

/**
 * The plan as a k6 script. Every text of the plan passes `literal`, so nothing in it becomes code; credentials are
 * read from the environment.
 */
export function exportK6(input: ExportInput, { summaryPath }: K6Options = {}): string {
  const { plan, expectations } = input;
  const target = exportedTarget(input);
  const { thresholds, leftOut } = k6Thresholds(expectations, plan);
  const texts = target.requests.flatMap((request) => textsOf(request));
  const parts = texts.flatMap((text) =>
    text.flatMap((part) => (typeof part === "string" ? partsOf(part) : [])),
  );
  const used = new Set(
    parts.flatMap((part) => (typeof part === "object" && "generator" in part ? [part.generator] : [])),
  );
  const variables = variablesOf(texts);
  const hasBytes = target.requests.some(({ body }) => body !== undefined && "base64" in body);
  const hasRows = target.rows !== undefined && target.rows.length > 0;
  const notes = [
    ...notCarriedOver(input),
    ...leftOut.map((text) => `The expectation ${text}.`),
    "Latency from when a request was due: k6 counts from when it was sent, without DNS and connecting.",
    ...(plan.warmUp !== undefined && plan.warmUp > 0
      ? ["Rates of k6 are those of the whole test, warm-up included, so thresholds on them are loose."]
      : []),
  ];
  return [
    header(target.label ?? target.requests[0].url, notes, variables),
    'import http from "k6/http";',
    'import exec from "k6/execution";',
    ...(hasRows ? ['import { SharedArray } from "k6/data";'] : []),
    ...(hasBytes ? ['import encoding from "k6/encoding";'] : []),
    ...(summaryPath === undefined ? [] : ['import { Counter } from "k6/metrics";']),
    "",
    `export const options = ${literal(optionsOf(plan, summaryPath === undefined ? thresholds : withSubmetrics(thresholds)), 0)};`,
    "",
    ...variableCheck(variables),
    ...expectedStatuses(plan),
    ...(hasRows ? [rowsOf(target.rows ?? []), ""] : []),
    ...[...used].sort().flatMap((generator) => [generatorFunctions[generator], ""]),
    ...(parts.some((part) => typeof part === "object" && "column" in part) ? [jsonTextFunction, ""] : []),
    mainFunction(target.requests, plan, hasRows, summaryPath !== undefined),
    "",
    ...(summaryPath === undefined ? [] : [summaryFunctions(summaryPath)]),
  ].join("\n");
}

/** k6 keeps the figures of a scenario only when a threshold asks for them; these are always true. */
function withSubmetrics(thresholds: Readonly<Record<string, readonly string[]>>) {
  const kept = { http_req_duration: "max>=0", http_reqs: "count>=0", http_req_failed: "rate>=0" };
  const submetrics = Object.entries(kept).map(([name, always]) => {
    const key = `${name}${measured}`;
    return [key, [...(thresholds[key] ?? []), always]] as const;
  });
  return { ...thresholds, ...Object.fromEntries(submetrics), [hopedForDuration]: ["max>=0"] };
}

function summaryFunctions(path: string): string {
  return `const statuses = Object.fromEntries(
  ["1xx", "2xx", "3xx", "4xx", "5xx"].map((name) => [name, new Counter(\`status_\${name}\`)]),
);
const errors = Object.fromEntries(
  ${JSON.stringify(errorKinds)}.map((name) => [name, new Counter(\`error_\${name.replace("-", "_")}\`)]),
);

function kindOf(code) {
  if (code === 1050 || code === 1211) return "timeout";
  if (code === 1220 || code === 1201) return "reset";
  if (code >= 1100 && code < 1200) return "dns";
  if (code >= 1200 && code < 1300) return "connect";
  return code >= 1300 && code < 1400 ? "tls" : "protocol";
}

function counted(response) {
  if (exec.scenario.name !== "measure") return;
  if (response.status === 0) errors[kindOf(response.error_code)].add(1);
  else statuses[\`\${Math.floor(response.status / 100)}xx\`].add(1);
}

export function handleSummary(data) {
  return { [${literal(path, 0)}]: JSON.stringify(data) };
}
`;
}

/** A request with a credential that nobody set would measure refusals. */
function variableCheck(variables: readonly string[]): readonly string[] {
  if (variables.length === 0) return [];
  return [
    `for (const name of ${JSON.stringify(variables)})`,
    "  if (__ENV[name] === undefined) throw new Error(`Set ${name} first: k6 run -e ${name}=…`);",
    "",
  ];
}

function header(label: string, notes: readonly string[], variables: readonly string[]): string {
  const environment = variables.map((name) => ` -e ${name}=…`).join("");
  return [
    `// ${commentText(`Load test of ${label.replace(/\/\/[^/@]*@/, "//").replace(/\?.*$/, "")}`)}`,
    `// Run it with: k6 run${environment} script.js`,
    "//",
    "// What does not carry over:",
    ...notes.map((note) => `// - ${commentText(note)}`),
  ].join("\n");
}

/** JavaScript of a JSON value; U+2028 and U+2029 end lines in old engines. */
function literal(value: unknown, indent: number): string {
  return JSON.stringify(value, null, 2)
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029")
    .replaceAll("\n", `\n${" ".repeat(indent)}`);
}

function optionsOf(plan: LoadPlan, thresholds: Readonly<Record<string, readonly string[]>>) {
  const warmUp = plan.warmUp ?? 0;
  const certificate = plan.tls?.insecure === true;
  return {
    discardResponseBodies: true,
    scenarios: {
      ...(warmUp > 0 && {
        warmup: { ...executorOf({ ...plan, length: { duration: warmUp } }), gracefulStop: "0s" },
      }),
      measure: { ...executorOf(plan), ...(warmUp > 0 && { startTime: durationText(warmUp) }) },
    },
    thresholds,
    summaryTrendStats: ["avg", "min", "med", "max", "p(75)", "p(90)", "p(95)", "p(99)", "p(99.9)"],
    ...(plan.keepAlive === false && { noConnectionReuse: true }),
    ...(certificate && { insecureSkipTLSVerify: true }),
  };
}

function executorOf(plan: LoadPlan) {
  const { pace, length } = plan;
  const duration = planDuration(plan);
  if (pace.kind === "closed") {
    return length.requests === undefined
      ? { executor: "constant-vus", vus: pace.concurrency, duration: durationText(duration ?? 10_000) }
      : {
          executor: "shared-iterations",
          vus: Math.min(pace.concurrency, length.requests),
          iterations: length.requests,
          maxDuration: durationText(duration ?? 3_600_000),
        };
  }
  const users = { preAllocatedVUs: pace.connections ?? 100, maxVUs: pace.connections ?? 100 };
  if (pace.kind === "rate") {
    const { rate, perSeconds } = wholeRate(pace.rate);
    const counted = length.requests === undefined ? undefined : (length.requests / pace.rate) * 1000;
    return {
      executor: "constant-arrival-rate",
      rate,
      timeUnit: `${perSeconds}s`,
      duration: durationText(Math.ceil(Math.min(duration ?? Infinity, counted ?? Infinity))),
      ...users,
    };
  }
  return {
    executor: "ramping-arrival-rate",
    startRate: Math.round(pace.startRate),
    timeUnit: "1s",
    stages: pace.stages.map((stage) => ({
      target: Math.round(stage.target),
      duration: durationText(stage.duration),
    })),
    ...users,
  };
}

function expectedStatuses({ expectStatus }: LoadPlan): readonly string[] {
  const ranges = expectStatus ?? [[100, 399] as const];
  const expected = ranges.map(([min, max]) => (min === max ? String(min) : `{ min: ${min}, max: ${max} }`));
  return [`http.setResponseCallback(http.expectedStatuses(${expected.join(", ")}));`, ""];
}

function rowsOf(rows: readonly DataRow[]): string {
  return `const rows = new SharedArray("rows", () => ${literal(rows, 0)});`;
}

const generatorFunctions: Readonly<Record<Generator, string>> = {
  $uuid: `function uuid() {
  return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => Math.floor(Math.random() * 16).toString(16));
}`,
  $counter: `function counter() {
  return String(1000000000 + exec.scenario.iterationInTest);
}`,
  $randomInt: `function randomInt() {
  return String(100000000 + Math.floor(Math.random() * 900000000));
}`,
  $timestamp: `function timestamp() {
  return String(Date.now());
}`,
};

const jsonTextFunction = `function jsonText(value) {
  return JSON.stringify(String(value)).slice(1, -1);
}`;

function textsOf({ url, headers, body }: RequestTemplate): readonly ExportedText[] {
  return [
    exportedUrl(url),
    ...(headers ?? []).map(exportedHeader),
    ...(body !== undefined && "text" in body ? [[body.text]] : []),
  ];
}

function mainFunction(
  requests: readonly RequestTemplate[],
  plan: LoadPlan,
  hasRows: boolean,
  isCounted: boolean,
): string {
  const send = (request: RequestTemplate, indent: number) =>
    isCounted ? `counted(${call(request, plan, indent)})` : call(request, plan, indent);
  const turn = "exec.scenario.iterationInTest";
  const rowIndex = requests.length === 1 ? turn : `Math.floor(${turn} / ${requests.length})`;
  const row = hasRows ? [`  const row = rows[${rowIndex} % rows.length];`] : [];
  const [only] = requests;
  const calls =
    requests.length === 1 && only !== undefined
      ? [`  ${send(only, 2)};`]
      : [
          `  switch (${turn} % ${requests.length}) {`,
          ...requests.flatMap((request, index) => [
            `    case ${index}:`,
            `      ${send(request, 6)};`,
            "      break;",
          ]),
          "  }",
        ];
  return ["export default function () {", ...row, ...calls, "}"].join("\n");
}

function call({ method, url, headers = [], body }: RequestTemplate, plan: LoadPlan, indent: number): string {
  const isJson = body !== undefined && "text" in body && /^\s*[[{]/.test(body.text);
  const space = " ".repeat(indent + 4);
  const pairs = headers.map(
    (header) => `${space}  ${literal(header[0], 0)}: ${expression(exportedHeader(header), String)},`,
  );
  const bodyText =
    body === undefined
      ? "null"
      : "text" in body
        ? expression([body.text], (code) => (isJson ? `jsonText(${code})` : code))
        : `encoding.b64decode(${literal(body.base64, 0)})`;
  return [
    `http.request(`,
    `${" ".repeat(indent + 2)}${literal(method, 0)},`,
    `${" ".repeat(indent + 2)}${expression(exportedUrl(url), (code) => `encodeURIComponent(${code})`)},`,
    `${" ".repeat(indent + 2)}${bodyText},`,
    `${" ".repeat(indent + 2)}{`,
    `${space}headers: {`,
    ...pairs,
    `${space}},`,
    `${space}redirects: ${plan.redirects ?? 0},`,
    `${space}timeout: ${literal(durationText(plan.timeouts?.request ?? 10_000), 0)},`,
    `${" ".repeat(indent + 2)}},`,
    `${" ".repeat(indent)})`,
  ].join("\n");
}

/** A text with slots and variables as an expression. @param escape what a column's value passes */
function expression(text: ExportedText, escape: (code: string) => string): string {
  const terms = text.flatMap((part): readonly string[] =>
    typeof part === "string"
      ? partsOf(part).map((piece) => term(piece, escape))
      : [`__ENV[${literal(part.variable, 0)}]`],
  );
  return terms.length === 0 ? '""' : terms.join(" + ");
}

function term(part: TextPart, escape: (code: string) => string): string {
  if (typeof part === "string") return literal(part, 0);
  if ("generator" in part) return `${part.generator.slice(1)}()`;
  return escape(`row[${literal(part.column, 0)}]`);
}
