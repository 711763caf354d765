import { stringify } from "yaml";
import { printDuration } from "./duration.ts";
import { defaultLoad, type Scenario, type ScenarioExpectations, type ScenarioLoad } from "./scenario.ts";

/** Prints a scenario as the YAML that `readScenario` reads; what is as usual is left out. */
export function printScenario(scenario: Scenario): string {
  const { name, spec, operation, request, load, expect } = scenario;
  const { method, url, compareUrl, headers, body, data } = request;
  return stringify(
    compact({
      name,
      spec,
      operation,
      request: compact({ method, url, compareUrl, headers: printHeaders(headers), body, data }),
      load: printLoad(load),
      expect: printExpectations(expect),
    }),
    { lineWidth: 0 },
  );
}

function printHeaders(
  headers: Scenario["request"]["headers"],
): Record<string, string | string[]> | undefined {
  if (headers.length === 0) return undefined;
  // A prototype would swallow a header of its own names.
  const printed = new Map<string, string[]>();
  for (const [name, value] of headers) printed.set(name, [...(printed.get(name) ?? []), value]);
  return Object.fromEntries(
    [...printed].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
  );
}

function printLoad(load: ScenarioLoad): object {
  const { connections, duration, requests, rate, stages } = load;
  return compact({
    connections,
    duration: stages ? undefined : printDuration(duration),
    requests,
    rate,
    stages: stages?.map((stage) => ({ rate: stage.rate, duration: printDuration(stage.duration) })),
    warmUp: load.warmUp === defaultLoad.warmUp ? undefined : printDuration(load.warmUp),
    timeout: load.timeout === defaultLoad.timeout ? undefined : printDuration(load.timeout),
    keepAlive: load.keepAlive ? undefined : false,
    http2: load.http2 || undefined,
    insecure: load.insecure || undefined,
  });
}

function printExpectations({ status, thresholds, rateLimit }: ScenarioExpectations): object | undefined {
  const printed = compact({
    status: status.length > 1 ? [...status] : status[0],
    thresholds: thresholds.length > 0 ? [...thresholds] : undefined,
    rateLimit: rateLimit || undefined,
  });
  return Object.keys(printed).length > 0 ? printed : undefined;
}

function compact(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
