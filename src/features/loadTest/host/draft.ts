import { printDuration } from "../engine/scenario/duration.ts";
import type { Scenario, ScenarioLoad, ScenarioRequest } from "../engine/scenario/scenario.ts";
import type { Draft, LoadModel } from "../panelProtocol.ts";

/** A scenario as the panel's form shows it. */
export function draftOf({ name, request, load, expect }: Scenario): Draft {
  return {
    name,
    ...requestTexts(request),
    ...loadTexts(load),
    expectStatus: expect.status.join(", "),
    thresholds: expect.thresholds.join("\n"),
    rateLimit: expect.rateLimit,
  };
}

function requestTexts({ method, url, compareUrl = "", headers, body = "", data = "" }: ScenarioRequest) {
  return {
    method,
    url,
    compareUrl,
    body,
    data,
    headers: headers.map(([name, value]) => `${name}: ${value}`).join("\n"),
  };
}

function loadTexts(load: ScenarioLoad) {
  const { connections, duration, requests, rate, stages, warmUp, timeout, keepAlive, http2, insecure } = load;
  return {
    model: modelOf(load),
    connections: String(connections),
    duration: requests === undefined ? printDuration(duration) : `${requests} requests`,
    rate: rate === undefined ? "" : String(rate),
    stages: (stages ?? []).map((stage) => `${stage.rate}/s for ${printDuration(stage.duration)}`).join("\n"),
    warmUp: printDuration(warmUp),
    timeout: printDuration(timeout),
    keepAlive,
    http2,
    insecure,
  };
}

function modelOf({ rate, stages }: ScenarioLoad): LoadModel {
  if (stages) return "stages";
  return rate === undefined ? "closed" : "rate";
}

/** The load in words: "50 connections · 30 s · closed loop". */
export function loadInWords({ connections, duration, requests, rate, stages }: ScenarioLoad): string {
  const seconds = stages ? stages.reduce((sum, stage) => sum + stage.duration, 0) : duration;
  const length =
    requests === undefined || stages ? `${seconds} s` : `${requests.toLocaleString("en")} requests`;
  const fixedRate = rate === undefined ? "closed loop" : `${rate.toLocaleString("en")} req/s`;
  const pace = stages ? "stages" : fixedRate;
  return [`${connections} connection${connections === 1 ? "" : "s"}`, length, pace].join(" · ");
}
