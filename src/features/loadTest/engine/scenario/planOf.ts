import { UserError } from "../../../../shared/userError.ts";
import type { DataRow, Header, LoadPlan, LoadTarget, Pace, RequestTemplate } from "../plan.ts";
import type { Scenario, ScenarioLoad } from "./scenario.ts";

/** What a scenario names and does not hold. */
export interface ScenarioInputs {
  /** The value of `${NAME}`; undefined: there is none. */
  readonly secret: (name: string) => string | undefined;
  /** Rows of the scenario's data file. */
  readonly rows?: readonly DataRow[];
}

const slot = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Names of the secrets that a scenario needs, in the order of their first use. */
export function secretsOf({ request }: Scenario): readonly string[] {
  const texts = [
    request.url,
    request.compareUrl ?? "",
    ...request.headers.map(([, value]) => value),
    request.body ?? "",
  ];
  return [...new Set(texts.flatMap((text) => [...text.matchAll(slot)].map(([, name]) => name ?? "")))];
}

/**
 * Turns a scenario into the plan that the engine carries out.
 * @throws UserError when a secret has no value
 */
export function planOf(scenario: Scenario, inputs: ScenarioInputs): LoadPlan {
  const { request, load, expect } = scenario;
  const target = (url: string): LoadTarget => targetOf(scenario, url, inputs);
  return {
    targets:
      request.compareUrl === undefined
        ? [target(request.url)]
        : [target(request.url), target(request.compareUrl)],
    pace: paceOf(load),
    length: load.stages ? {} : lengthOf(load),
    warmUp: load.warmUp * 1000,
    timeouts: { request: load.timeout * 1000 },
    keepAlive: load.keepAlive,
    ...(load.http2 && { httpVersion: "2" }),
    ...(load.insecure && { tls: { insecure: true } }),
    ...(expect.status.length > 0 && {
      expectStatus: expect.status.map((status) => [status, status] as const),
    }),
  };
}

function targetOf({ request }: Scenario, url: string, { secret, rows }: ScenarioInputs): LoadTarget {
  const fill = (text: string) => text.replace(slot, (_, name: string) => valueOf(name, secret));
  const template: RequestTemplate = {
    method: request.method,
    url: fill(url),
    ...(request.headers.length > 0 && {
      headers: request.headers.map(([name, value]): Header => [name, fill(value)]),
    }),
    ...(request.body !== undefined && { body: { text: fill(request.body) } }),
  };
  return { label: `${request.method} ${url}`, requests: [template], ...(rows && { rows }) };
}

function valueOf(name: string, secret: ScenarioInputs["secret"]): string {
  const value = secret(name);
  if (value === undefined)
    throw new UserError(`The request needs \${${name}}: give it a value and start again.`);
  return value;
}

function paceOf({ connections, rate, stages }: ScenarioLoad): Pace {
  const [first, ...others] = stages ?? [];
  if (first) {
    const stageOf = (stage: typeof first) => ({ target: stage.rate, duration: stage.duration * 1000 });
    return { kind: "stages", startRate: 0, stages: [stageOf(first), ...others.map(stageOf)], connections };
  }
  return rate === undefined
    ? { kind: "closed", concurrency: connections }
    : { kind: "rate", rate, connections };
}

function lengthOf({ duration, requests }: ScenarioLoad): LoadPlan["length"] {
  return requests === undefined ? { duration: duration * 1000 } : { requests };
}
