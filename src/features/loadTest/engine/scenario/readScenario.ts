import { parseDocument } from "yaml";
import { UserError } from "../../../../shared/userError.ts";
import { parseDuration } from "./duration.ts";
import { type ScenarioFile, scenarioFile } from "./fileShape.ts";
import { defaultLoad, type Scenario, type ScenarioExpectations, type ScenarioLoad } from "./scenario.ts";

/**
 * Reads a scenario from YAML or JSON.
 * @param fileName what the file is called in messages
 * @throws UserError with one sentence that names the file, the field and what it may be
 */
export function readScenario(text: string, fileName: string): Scenario {
  const read = scenarioFile.safeParse(parse(text, fileName));
  if (read.success) return scenarioOf(read.data);
  throw new UserError(`${fileName}: ${problemOf(read.error.issues[0])}`);
}

function parse(text: string, fileName: string): unknown {
  const document = parseDocument(text, { maxAliasCount: 100 } as object);
  const [error] = document.errors;
  if (error) {
    const line = error.linePos?.[0].line ?? 1;
    throw new UserError(`${fileName} is not valid YAML at line ${line}: ${firstSentence(error.message)}.`);
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new UserError(`${fileName} repeats itself too often through aliases: write the values out.`);
  }
}

function firstSentence(message: string): string {
  return (message.split(/ at line |\n/)[0] ?? message).replace(/\.$/, "");
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function problemOf(issue: Issue | undefined): string {
  if (!issue) return "it is no scenario.";
  const place = issue.path.length === 0 ? "the file" : issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return `${place} has no field "${issue.keys?.[0] ?? ""}"; remove it or correct its name.`;
  }
  const isPlain = issue.message === "Invalid input";
  return isPlain
    ? `${place} is missing or of another kind than expected.`
    : `set ${place} to ${issue.message}.`;
}

function scenarioOf({ name, spec, operation, request, load = {}, expect = {} }: ScenarioFile): Scenario {
  return {
    name,
    ...(spec !== undefined && { spec }),
    ...(operation !== undefined && { operation }),
    request: requestOf(request),
    load: loadOf(load),
    expect: expectationsOf(expect),
  };
}

function requestOf({
  method,
  url,
  compareUrl,
  headers = {},
  body,
  data,
}: ScenarioFile["request"]): Scenario["request"] {
  return {
    method: method.toUpperCase(),
    url,
    ...(compareUrl !== undefined && { compareUrl }),
    headers: Object.entries(headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [String(value)]).map((each) => [name, each] as const),
    ),
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...(data !== undefined && { data }),
  };
}

function loadOf(load: NonNullable<ScenarioFile["load"]>): ScenarioLoad {
  const { duration, warmUp, timeout, stages, connections, requests, rate, keepAlive, http2, insecure } = load;
  const stated = {
    connections,
    requests,
    rate,
    keepAlive,
    http2,
    insecure,
    duration: secondsOf(duration),
    warmUp: secondsOf(warmUp),
    timeout: secondsOf(timeout),
    stages: stages?.map((stage) => ({ rate: stage.rate, duration: secondsOf(stage.duration) ?? 0 })),
  };
  return { ...defaultLoad, ...withoutUndefined(stated) };
}

function expectationsOf({
  status,
  thresholds,
  rateLimit,
}: NonNullable<ScenarioFile["expect"]>): ScenarioExpectations {
  return {
    status: status === undefined ? [] : [status].flat(),
    thresholds: thresholds ?? [],
    rateLimit: rateLimit ?? false,
  };
}

function secondsOf(duration: number | string | undefined): number | undefined {
  return typeof duration === "string" ? parseDuration(duration) : duration;
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>;
}
