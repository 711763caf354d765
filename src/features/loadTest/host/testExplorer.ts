import {
  type CancellationToken,
  l10n,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  TestRunProfileKind,
  type TestRunRequest,
  tests,
  workspace,
} from "vscode";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import { UserError } from "../../../shared/userError.ts";
import { scenarioFolder } from "../engine/scenario/scenario.ts";
import type { Finding } from "../panelProtocol.ts";
import { allowRun, runScenario } from "./runScenario.ts";
import type { LoadServices } from "./services.ts";
import { sourceOf } from "./subject.ts";

/** Saved scenarios as tests: what they expect decides. Without scenarios the Test Explorer stays as it was. */
export function watchScenarioTests(services: LoadServices): Disposable {
  const parts = new DisposableStore();
  let controller: TestController | undefined;

  const refresh = async () => {
    const scenarios = await services.scenarios.list();
    if (scenarios.length > 0) controller ??= parts.add(createController(services));
    const tested = controller;
    tested?.items.replace(
      scenarios.map(({ file, name }) => tested.createTestItem(file, name, services.scenarios.uriOf(file))),
    );
  };
  const look = () => {
    refresh().catch((error: unknown) => services.log.error("Scenarios could not be listed as tests.", error));
  };

  const watcher = parts.add(workspace.createFileSystemWatcher(`**/${scenarioFolder}/*.{yaml,yml}`));
  for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) parts.add(event(look));
  // The watcher can miss a file that comes together with its folder.
  parts.add(services.scenarios.onDidSave(look));
  look();
  return parts;
}

function createController(services: LoadServices): TestController {
  const controller = tests.createTestController("seniorBackend.loadTests", l10n.t("Load Tests"));
  controller.createRunProfile(
    l10n.t("Run Load Test"),
    TestRunProfileKind.Run,
    (request, token) => runAll(services, controller, request, token),
    true,
  );
  return controller;
}

/** One test after the other: two at once would measure each other. */
async function runAll(
  services: LoadServices,
  controller: TestController,
  request: TestRunRequest,
  token: CancellationToken,
): Promise<void> {
  const wanted = request.include ?? [...controller.items].map(([, item]) => item);
  const left = wanted.filter((item) => !request.exclude?.includes(item));
  const run = controller.createTestRun(request);
  try {
    for (const item of left) {
      if (token.isCancellationRequested) run.skipped(item);
      else await runOne(services, run, item, token);
    }
  } finally {
    run.end();
  }
}

async function runOne(
  services: LoadServices,
  run: TestRun,
  item: TestItem,
  token: CancellationToken,
): Promise<void> {
  const { history, scenarios, tools } = services;
  const stop = new AbortController();
  const listener = token.onCancellationRequested(() => stop.abort());
  const started = Date.now();
  run.started(item);
  try {
    const scenario = await scenarios.read(item.id);
    const source = sourceOf(scenario, scenarios.uriOf(item.id));
    const allowed = await allowRun(services, { scenario, source, file: item.id });
    if (!allowed) {
      run.skipped(item);
      return;
    }
    const signals = { stop: stop.signal, abandon: new AbortController().signal };
    const silent = { show: () => undefined, say: () => undefined };
    const record = await runScenario(services, allowed, silent, signals);
    const { findings } = await tools.call("showRun", { path: history.pathOf(record.id) });
    report(run, item, findings, Date.now() - started);
  } catch (error) {
    if (!UserError.is(error)) throw error;
    run.errored(item, new TestMessage(error.message));
  } finally {
    listener.dispose();
  }
}

function report(run: TestRun, item: TestItem, findings: readonly Finding[], ms: number): void {
  for (const { text } of findings) run.appendOutput(`${text}\r\n`, undefined, item);
  const failed = findings.filter(({ tone }) => tone === "bad");
  if (failed.length === 0) run.passed(item, ms);
  else
    run.failed(
      item,
      failed.map(({ text, detail = "" }) => new TestMessage(`${text} ${detail}`.trim())),
      ms,
    );
}
