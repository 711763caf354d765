import type { Scenario, ScenarioLoad } from "./scenario.ts";

/** A scenario as a command line of `senior-backend load` for POSIX shells; secrets come from the environment. */
export function commandLineOf({ request, load, expect }: Scenario): string {
  const { method, url, compareUrl, headers, body, data } = request;
  const options: readonly (readonly [option: string, value: string | undefined])[] = [
    ["--method", method === "GET" ? undefined : method],
    ...headers.map(([name, value]) => ["--header", `${name}: ${value}`] as const),
    ["--body", body],
    ["--data", data],
    ...paceOptions(load),
    ["--warm-up", load.warmUp === 0 ? undefined : String(load.warmUp)],
    ["--timeout", String(load.timeout)],
    ...expect.status.map((status) => ["--expect-status", String(status)] as const),
    ...expect.thresholds.map((threshold) => ["--expect", threshold] as const),
  ];
  const flags = [
    load.keepAlive ? "" : "--no-keep-alive",
    load.http2 ? "--http2" : "",
    load.insecure ? "--insecure" : "",
    expect.rateLimit ? "--expect-rate-limit" : "",
  ];
  const addresses = [url, ...(compareUrl === undefined ? [] : [compareUrl])];
  return [
    "senior-backend load",
    ...addresses.map(quote),
    ...options.flatMap(([option, value]) => (value === undefined ? [] : [`${option} ${quote(value)}`])),
    ...flags.filter((flag) => flag !== ""),
  ].join(" ");
}

function paceOptions({
  connections,
  duration,
  requests,
  rate,
  stages,
}: ScenarioLoad): readonly (readonly [string, string])[] {
  const length =
    requests === undefined
      ? (["--duration", String(duration)] as const)
      : (["--count", String(requests)] as const);
  return [
    ["--concurrency", String(connections)],
    ...(stages ? stages.map((stage) => ["--stage", `${stage.rate}:${stage.duration}`] as const) : [length]),
    ...(rate === undefined ? [] : [["--rate", String(rate)] as const]),
  ];
}

/** In double quotes where `${NAME}` is to be filled in by the shell, otherwise in single quotes. */
function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!/\$\{[A-Za-z_]\w*\}/.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const parts = text.split(/(\$\{[A-Za-z_]\w*\})/);
  const escaped = parts.map((part, index) =>
    index % 2 === 1 ? part : part.replaceAll(/[\\"`$]/g, String.raw`\$&`),
  );
  return `"${escaped.join("")}"`;
}
