import { parseDuration } from "../engine/scenario/duration.ts";
import {
  limits,
  type Scenario,
  type ScenarioExpectations,
  type ScenarioLoad,
  type ScenarioRequest,
  type ScenarioStage,
} from "../engine/scenario/scenario.ts";
import type { Draft, DraftProblems } from "../panelProtocol.ts";

/** What a draft comes to: a scenario, or one sentence for each field that stands in its way. */
export interface CheckedDraft {
  /** Absent while there are problems. */
  readonly scenario?: Scenario;
  readonly problems: DraftProblems;
}

/**
 * Checks a draft as it is typed.
 * @param base the description that the request comes from, if any
 */
export function checkDraft(draft: Draft, base: Pick<Scenario, "spec" | "operation"> = {}): CheckedDraft {
  const problems: Problems = {};
  const scenario: Scenario = {
    name: draft.name.trim() || `${draft.method.trim()} ${draft.url.trim()}`,
    ...base,
    request: readRequest(draft, problems),
    load: readLoad(draft, problems),
    expect: readExpectations(draft, problems),
  };
  return Object.keys(problems).length > 0 ? { problems } : { scenario, problems };
}

type Problems = Partial<Record<keyof Draft, string>>;

/** The value, or the problem noted and something to go on with. */
function take<Value>(
  value: Value | undefined,
  otherwise: Value,
  problems: Problems,
  field: keyof Draft,
  problem: string,
): Value {
  if (value === undefined) problems[field] = problem;
  return value ?? otherwise;
}

const sentences = {
  method: "A method is one word, such as GET or POST.",
  url: "An address starts with http:// or https:// and names a host.",
  headers: "Write one header a line, as Name: value.",
  connections: `Write a whole number from 1 to ${limits.connections.toLocaleString("en")}.`,
  rate: `Write a number of requests per second up to ${limits.rate.toLocaleString("en")}.`,
  stages: "Write one stage a line, such as 100/s for 30s.",
  warmUp: "Write a time such as 1s, or 0 for none.",
  timeout: "Write a time such as 10s.",
  duration: "Write a time such as 30s or 2m, or a number such as 10000 requests.",
  status: "Write status codes from 100 to 599, such as 200, 201.",
  thresholds: "Write one a line, such as p95<200ms, errors<1% or rps>100.",
} as const;

function readRequest(draft: Draft, problems: Problems): ScenarioRequest {
  const { body, data, compareUrl } = draft;
  const second =
    compareUrl.trim() === ""
      ? undefined
      : take(readAddress(compareUrl), "", problems, "compareUrl", sentences.url);
  return {
    method: take(readMethod(draft.method), "GET", problems, "method", sentences.method),
    url: take(readAddress(draft.url), "", problems, "url", sentences.url),
    ...(second !== undefined && { compareUrl: second }),
    headers: take(readLines(draft.headers, readHeader), [], problems, "headers", sentences.headers),
    ...(body !== "" && { body }),
    ...(data.trim() !== "" && { data: data.trim() }),
  };
}

function readMethod(text: string): string | undefined {
  return /^\s*[A-Za-z-]{1,30}\s*$/.test(text) ? text.trim().toUpperCase() : undefined;
}

function readAddress(text: string): string | undefined {
  const address = text.trim();
  if (!/^https?:\/\/\S+$/i.test(address)) return undefined;
  // A secret or a column may stand in the path or the query; for the check it is any text.
  const filled = address.replaceAll(/\$\{\w+\}|\{\{\$?\w+\}\}/g, "x");
  return URL.canParse(filled) ? address : undefined;
}

function readHeader(line: string): readonly [string, string] | undefined {
  const match = /^([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.*)$/.exec(line);
  return match ? [match[1] ?? "", match[2] ?? ""] : undefined;
}

function readLoad(draft: Draft, problems: Problems): ScenarioLoad {
  const { model, keepAlive, http2, insecure } = draft;
  const connections = whole(draft.connections, 1, limits.connections);
  return {
    connections: take(connections, 1, problems, "connections", sentences.connections),
    ...(model === "stages" ? { duration: 10 } : readLength(draft, problems)),
    ...(model === "rate" && { rate: take(readRate(draft.rate), 1, problems, "rate", sentences.rate) }),
    ...(model === "stages" && {
      stages: take(readStages(draft.stages), [], problems, "stages", sentences.stages),
    }),
    warmUp: take(seconds(draft.warmUp, 0), 0, problems, "warmUp", sentences.warmUp),
    timeout: take(seconds(draft.timeout, 0.001), 10, problems, "timeout", sentences.timeout),
    keepAlive,
    http2,
    insecure,
  };
}

function readLength(draft: Draft, problems: Problems): Pick<ScenarioLoad, "duration" | "requests"> {
  const [, count] = /^\s*([\d,]+)\s*requests?\s*$/i.exec(draft.duration) ?? [];
  if (count === undefined) {
    return { duration: take(seconds(draft.duration, 0.1), 10, problems, "duration", sentences.duration) };
  }
  const requests = whole(count.replaceAll(",", ""), 1, limits.requests);
  return { duration: 10, requests: take(requests, 1, problems, "duration", sentences.duration) };
}

function readRate(text: string): number | undefined {
  const rate = text.trim() === "" ? NaN : Number(text.replaceAll(",", ""));
  return rate > 0 && rate <= limits.rate ? rate : undefined;
}

function readStages(text: string): readonly ScenarioStage[] | undefined {
  const stages = readLines(text, readStage);
  return stages && stages.length > 0 ? stages : undefined;
}

function readStage(line: string): ScenarioStage | undefined {
  const [, rateText = "", durationText = ""] =
    /^([\d.,]+)\s*(?:\/s|req\/s)?\s+(?:for\s+|over\s+)?(\S+)$/.exec(line) ?? [];
  const rate = rateText === "" ? NaN : Number(rateText.replaceAll(",", ""));
  const duration = seconds(durationText, 0.1);
  return rate >= 0 && rate <= limits.rate && duration !== undefined ? { rate, duration } : undefined;
}

function readExpectations(draft: Draft, problems: Problems): ScenarioExpectations {
  const thresholds = readLines(draft.thresholds, readThreshold);
  return {
    status: take(readStatus(draft.expectStatus), [], problems, "expectStatus", sentences.status),
    thresholds: take(thresholds, [], problems, "thresholds", sentences.thresholds),
    rateLimit: draft.rateLimit,
  };
}

const threshold =
  /^(?:p50|p75|p90|p95|p99|p99[._]9|max|mean|errors|rps)\s*(?:<=?|>=?)\s*\d+(?:\.\d+)?\s*(?:ms|s|%)?$/i;

function readThreshold(line: string): string | undefined {
  return threshold.test(line) ? line.replaceAll(/\s/g, "") : undefined;
}

function readStatus(text: string): readonly number[] | undefined {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  return allDefined(words.map((word) => whole(word, 100, 599)));
}

function whole(text: string, least: number, most: number): number | undefined {
  const number = /^\s*\d{1,10}\s*$/.test(text) ? Number(text) : NaN;
  return number >= least && number <= most ? number : undefined;
}

function seconds(text: string, least: number): number | undefined {
  const duration = parseDuration(text);
  return duration !== undefined && duration >= least && duration <= limits.duration ? duration : undefined;
}

/** What is on each line that is not empty; undefined when one of them cannot be read. */
function readLines<Value>(
  text: string,
  read: (line: string) => Value | undefined,
): readonly Value[] | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return allDefined(lines.filter((line) => line !== "").map(read));
}

function allDefined<Value>(values: readonly (Value | undefined)[]): readonly Value[] | undefined {
  const defined = values.filter((value) => value !== undefined);
  return defined.length === values.length ? defined : undefined;
}
