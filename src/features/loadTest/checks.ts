import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { UserError } from "../../shared/userError.ts";
import { runAttacks } from "./engine/answers/attack/runAttacks.ts";
import { sendOnce } from "./engine/answers/httpClient.ts";
import { measureLimited } from "./engine/answers/rateLimit/measureLimited.ts";
import { defaultSteps, runSteps } from "./engine/answers/scaling/runSteps.ts";
import { adviseScaling, type ScalingStep } from "./engine/answers/scaling/scalingAdvice.ts";
import type { CheckResult } from "./engine/answers/verdict.ts";
import { requestsFromSpec } from "./engine/fromSpec/requestFromSpec.ts";
import { runLoad } from "./engine/index.ts";
import type { LoadPlan } from "./engine/plan.ts";
import { plural, rate } from "./engine/report/figures.ts";
import type { LoadSnapshot } from "./engine/result.ts";
import { scalingView } from "./engine/view/scalingView.ts";
import type { Finding, ScalingView } from "./engine/view/views.ts";
import type { AttackOrder, LimitedRun, ScalingRun } from "./toolsProtocol.ts";

/** What a check tells while it runs. */
export interface CheckProgress {
  readonly say: (sentence: string) => void;
  readonly show: (snapshot: LoadSnapshot) => void;
  readonly stepped: (scaling: ScalingView) => void;
}

/** Length of a scaling step, in ms. */
const stepLength = 5_000;
const longestAnswer = 15_000;

/** Runs a plan at rising concurrency and says where it stops scaling. A stop leaves the steps so far. */
export async function scale(
  plan: LoadPlan,
  { say, stepped: show }: CheckProgress,
  signal: AbortSignal,
): Promise<ScalingRun> {
  const stepped = { ...plan, length: { duration: stepLength } };
  say(`${plural(defaultSteps[0] ?? 1, "connection")}…`);
  const done: ScalingStep[] = [];
  const { steps } = await runSteps(
    stepped,
    defaultSteps,
    (step) => runLoad(step, { signal }),
    (step) => {
      say(`${plural(step.concurrency, "connection")}: ${rate(step.throughput)}. Going on…`);
      done.push(step);
      show(scalingView({ steps: done, law: null, peak: null }));
    },
    signal,
  );
  const advice = adviseScaling(steps);
  return {
    scaling: scalingView(advice),
    findings: advice.sentences.map((text): Finding => ({ tone: "note", text })),
  };
}

/** Runs a plan against a server that is expected to limit it. */
export async function runLimited(
  plan: LoadPlan,
  { say, show }: CheckProgress,
  signal: AbortSignal,
): Promise<LimitedRun> {
  const run = (each: LoadPlan) => runLoad(each, { signal, onSnapshot: show });
  const { result, checks } = await measureLimited(plan, run, say, signal);
  return { result, findings: checks.map(checkFinding) };
}

const tones = { ok: "good", failed: "bad", note: "note", skipped: "note" } as const;

function checkFinding({ outcome, text }: CheckResult): Finding {
  return { tone: tones[outcome], text };
}

/**
 * Sends hostile requests made from a description, and says what they found.
 * @throws UserError when the description sends them elsewhere than was agreed to
 */
export async function attack(
  { uri, operation, environment, origin, mutating }: AttackOrder,
  { say }: CheckProgress,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const source = {
    load: async (file: string) => parse(await readFile(fileURLToPath(file), "utf8")) as unknown,
  };
  const { requests, leftOut } = await requestsFromSpec(source, uri, { operation, environment }, signal);
  const elsewhere = requests.find(({ template }) => new URL(template.url).origin !== origin);
  if (elsewhere) {
    const { origin: server } = new URL(elsewhere.template.url);
    throw new UserError(
      `The description's server is ${server}, not ${origin}: make the address in the panel the same.`,
    );
  }
  const { findings, operations } = await runAttacks(
    requests,
    { mutating },
    {
      send: (request, stop) => sendOnce(request, {}, longestAnswer, stop),
      wait: (ms, stop) => sleep(ms, undefined, { signal: stop }),
      onOperation: (name, count) => say(`${name}: ${plural(count, "hostile request")}…`),
    },
    signal,
  );
  const sent = operations.reduce((sum, each) => sum + each.sent, 0);
  const skipped = [
    ...leftOut.map(({ reason }) => reason),
    ...operations.flatMap((each) => each.skipped ?? []),
  ];
  return [
    ...findings.map(({ message, curl }): Finding => ({ tone: "bad", text: message, command: curl })),
    ...(findings.length === 0 && sent > 0
      ? [{ tone: "good", text: `${plural(sent, "hostile request")} found nothing.` } as const]
      : []),
    ...skipped.map((text): Finding => ({ tone: "note", text })),
  ];
}
