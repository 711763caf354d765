import { isAbsolute, join, resolve } from "node:path";
import { l10n, Uri, workspace } from "vscode";
import { UserError } from "../../../shared/userError.ts";
import type { DataRow, LoadPlan } from "../engine/plan.ts";
import type { LoadResult, LoadSnapshot } from "../engine/result.ts";
import { planOf } from "../engine/scenario/planOf.ts";
import { type Scenario, scenarioFolder } from "../engine/scenario/scenario.ts";
import { redactResult } from "../engine/view/redactResult.ts";
import { forkLoad } from "../forkLoad.ts";
import { withoutPlainSecrets } from "../../../shared/plainSecrets.ts";
import type { Finding, OperationSource } from "../panelProtocol.ts";
import type { LimitedRun } from "../toolsProtocol.ts";
import { confirmTarget } from "./confirmTarget.ts";
import { loadInWords } from "./draft.ts";
import type { RunRecord } from "./history.ts";
import type { LoadServices } from "./services.ts";
import { subjectOf } from "./subject.ts";
import type { LoadTools } from "./toolsProcess.ts";

export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly source: OperationSource | null;
  /** File of the scenario, if it was saved. */
  readonly file: string | null;
}

/** A scenario that may run: what it needs was given, and its target confirmed. */
export interface AllowedRun extends ScenarioRun {
  readonly secrets: ReadonlyMap<string, string>;
  readonly rows: readonly DataRow[] | undefined;
}

/**
 * Asks for what a scenario needs before it runs: a trusted workspace, a yes to another machine, its secrets, its data.
 * @returns undefined when the person gave up
 * @throws UserError when the workspace is not trusted or the data cannot be read
 */
export async function allowRun(services: LoadServices, run: ScenarioRun): Promise<AllowedRun | undefined> {
  if (!workspace.isTrusted) {
    throw new UserError(
      l10n.t("A load test sends requests and needs a trusted workspace; trust this one first."),
    );
  }
  if (!(await confirmTarget(run.scenario))) return undefined;
  const secrets = await services.secrets.all(run.scenario);
  if (!secrets) return undefined;
  const { data } = run.scenario.request;
  const rows =
    data === undefined ? undefined : await services.tools.call("readRows", { path: dataPath(data) });
  return { ...run, secrets, rows };
}

/** Relative to the folder of the scenarios, wherever the scenario itself is kept. */
function dataPath(data: string): string {
  const [folder] = workspace.workspaceFolders ?? [];
  if (isAbsolute(data) || !folder) return resolve(data);
  return join(Uri.joinPath(folder.uri, scenarioFolder).fsPath, data);
}

/**
 * Runs a scenario in a process of its own and keeps the result in the history.
 */
export async function runScenario(
  services: LoadServices,
  run: AllowedRun,
  progress: RunProgress,
  { stop, abandon }: RunSignals,
): Promise<RunRecord> {
  const { scenario, secrets, rows } = run;
  const plan = planOf(scenario, { secret: (name) => secrets.get(name), ...(rows && { rows }) });
  const { result, findings } = scenario.expect.rateLimit
    ? await runLimited(services, plan, progress, { stop, abandon })
    : {
        result: await forkLoad(plan, {
          processPath: services.processPath,
          onSnapshot: progress.show,
          abandon,
          signal: stop,
        }),
        findings: [],
      };
  return await keep(services.history, run, redactResult(result, secrets), findings);
}

/** How something long ends before its time. */
export interface RunSignals {
  /** With the figures so far. */
  readonly stop: AbortSignal;
  /** At once, with nothing: whoever would look at it is gone. */
  readonly abandon: AbortSignal;
}

/** What a run tells while it lasts. */
export interface RunProgress {
  readonly show: (snapshot: LoadSnapshot) => void;
  readonly say: (sentence: string) => void;
}

/** A run with single requests before and after it, which read what the server says about its limit. */
async function runLimited(
  { forkTools }: LoadServices,
  plan: LoadPlan,
  { show, say }: RunProgress,
  signals: RunSignals,
): Promise<LimitedRun> {
  const tools = forkTools({
    say: (sentence) => {
      say(sentence);
      return null;
    },
    show: (snapshot) => {
      show(snapshot);
      return null;
    },
    stepped: () => null,
  });
  return await withSignals(tools, signals, () => tools.call("runLimited", { plan }));
}

/** Lets signals reach a tools process of its own, which is gone afterwards. */
export async function withSignals<Result>(
  tools: LoadTools,
  { stop, abandon }: RunSignals,
  work: () => Promise<Result>,
): Promise<Result> {
  const tell = () => void tools.call("stop", null).catch(() => undefined);
  const end = () => tools.dispose();
  stop.addEventListener("abort", tell, { once: true });
  abandon.addEventListener("abort", end, { once: true });
  try {
    return await work();
  } finally {
    stop.removeEventListener("abort", tell);
    abandon.removeEventListener("abort", end);
    tools.dispose();
  }
}

async function keep(
  history: LoadServices["history"],
  { scenario, source, file }: AllowedRun,
  result: LoadResult,
  checks: readonly Finding[],
): Promise<RunRecord> {
  const [target] = result.targets;
  const { key, title } = subjectOf(scenario.request, source);
  const record = {
    subject: key,
    title,
    source,
    scenario: file,
    startedAt: result.startedAt,
    outcome: result.outcome,
    p95: target?.latency.p95 ?? null,
    throughput: target?.throughput ?? 0,
    againstBaseline: null,
  };
  const summary = loadInWords(scenario.load);
  return await history.add(record, {
    schemaVersion: 1,
    summary,
    result,
    checks,
    scenario: withoutCredentials(scenario),
  });
}

function withoutCredentials(scenario: Scenario): Scenario {
  const headers = scenario.request.headers.filter(
    ([name, value]) => withoutPlainSecrets(`${name}: ${value}`) !== "",
  );
  return { ...scenario, request: { ...scenario.request, headers } };
}
