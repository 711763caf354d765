import { join } from "node:path";
import { l10n, Uri, window, workspace } from "vscode";
import type { Feature, Host } from "../../host/host.ts";
import { DisposableStore } from "../../shared/disposable.ts";
import { UserError } from "../../shared/userError.ts";
import { readOperation, readRunId } from "./host/argument.ts";
import { chooseRun } from "./host/choose.ts";
import { contractServer } from "./host/contractServer.ts";
import { RunHistory } from "./host/history.ts";
import { LoadTestPanels } from "./host/panels.ts";
import { operationOfHandler, pickTest, testOperation } from "./host/pickTest.ts";
import { publishResults } from "./host/publishResults.ts";
import { createScenarioFiles } from "./host/scenarioFiles.ts";
import { createSecretValues } from "./host/secretValues.ts";
import type { LoadServices } from "./host/services.ts";
import { startWith } from "./host/session.ts";
import { createLoadTools } from "./host/toolsProcess.ts";
import { watchScenarioTests } from "./host/testExplorer.ts";
import { LoadTestTree } from "./host/tree.ts";
import { whenText } from "./host/wording.ts";

/** Load tests: a panel for each, their history beside the editor, and their last figures above the operations. */
export const loadTest: Feature = {
  id: "loadTest",
  activate(host) {
    const parts = new DisposableStore();
    const services = createServices(host, parts);
    const panels = parts.add(new LoadTestPanels(host, services));
    const tree = parts.add(new LoadTestTree(services.history));
    parts.add(window.registerTreeDataProvider("seniorBackend.loadTests", tree));
    parts.add(publishResults(host.server, services.history));
    parts.add(watchScenarioTests(services));
    registerCommands(host, services, panels, parts);
    return parts;
  },
};

function createServices(
  { extensionUri, log, secrets, server, storage }: Host,
  parts: DisposableStore,
): LoadServices {
  const bundle = (name: string) => Uri.joinPath(extensionUri, "dist", name).fsPath;
  const tools = parts.add(createLoadTools(bundle("loadTools.js")));
  return {
    log: log.scope("loadTest"),
    contracts: contractServer(server),
    tools,
    history: parts.add(new RunHistory(join(storage.fsPath, "loadTests"))),
    scenarios: parts.add(createScenarioFiles(tools)),
    secrets: createSecretValues(secrets),
    forkTools: (owner) => createLoadTools(bundle("loadTools.js"), owner),
    processPath: bundle("load.js"),
  };
}

function registerCommands(
  host: Host,
  services: LoadServices,
  panels: LoadTestPanels,
  parts: DisposableStore,
): void {
  const { commands } = host;
  const { history } = services;
  parts.add(
    commands.register("seniorBackend.loadTest.open", l10n.t("Load Test"), async (argument) => {
      refuseUntrusted();
      const operation = readOperation(argument) ?? (await operationOfHandler(services));
      const start = operation ? await testOperation(services, operation) : await pickTest(services);
      if (start) panels.show(start);
    }),
  );
  parts.add(
    commands.register("seniorBackend.loadTest.compare", l10n.t("Compare Load Tests"), () =>
      compareRuns(services, panels),
    ),
  );
  parts.add(
    commands.register("seniorBackend.loadTest.openRun", l10n.t("Open Load Test Run"), async (argument) => {
      const id = readRunId(argument);
      if (id !== undefined) await openRun(services, panels, id, null);
    }),
  );
  parts.add(
    commands.register("seniorBackend.loadTest.useAsBaseline", l10n.t("Use as Baseline"), async (argument) => {
      const id = readRunId(argument);
      if (id !== undefined) await history.makeBaseline(id);
    }),
  );
  parts.add(
    commands.register(
      "seniorBackend.loadTest.deleteRun",
      l10n.t("Delete Load Test Run"),
      async (argument) => {
        const id = readRunId(argument);
        if (id !== undefined) await history.remove(id);
      },
    ),
  );
}

/** Asks for two runs, the older one second, and shows them together. */
async function compareRuns(services: LoadServices, panels: LoadTestPanels): Promise<void> {
  const records = await services.history.all();
  if (records.length < 2) {
    throw new UserError(l10n.t("A comparison needs two runs; run a load test twice first."));
  }
  const id = await chooseRun(records, {
    title: l10n.t("Compare Load Tests (1 of 2)"),
    placeHolder: l10n.t("The run to show"),
  });
  const chosen = records.find((record) => record.id === id);
  if (!chosen) return;
  const others = records.filter((record) => record !== chosen);
  const comparedId = await chooseRun(others, {
    title: l10n.t("Compare Load Tests (2 of 2)"),
    placeHolder: l10n.t("The run to hold against that of {0}", whenText(chosen.startedAt)),
  });
  if (comparedId !== undefined) await openRun(services, panels, chosen.id, comparedId);
}

async function openRun(
  { history, tools }: LoadServices,
  panels: LoadTestPanels,
  id: string,
  comparedId: string | null,
): Promise<void> {
  const record = await history.find(id);
  if (!record) throw new UserError(l10n.t("This run is gone from the history; run the test again."));
  const { scenario } = await tools.call("showRun", { path: history.pathOf(id) });
  const named = { runId: id, comparedId };
  const session = panels.show(
    startWith(scenario, { source: record.source, scenario: record.scenario, ...named }),
  );
  await session.restore(named);
}

function refuseUntrusted(): void {
  if (workspace.isTrusted) return;
  throw new UserError(
    l10n.t("A load test sends requests and needs a trusted workspace; trust this one first."),
  );
}
