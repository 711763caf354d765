import { l10n, type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from "vscode";
import { isCancellation } from "../../../host/errors.ts";
import type { Contract, OperationSummary } from "../../../shared/lspProtocol.ts";
import { UserError } from "../../../shared/userError.ts";
import { defaultLoad, noExpectations, type Scenario } from "../engine/scenario/scenario.ts";
import type { OperationSource } from "../panelProtocol.ts";
import type { LoadServices } from "./services.ts";
import { type LoadStart, startWith } from "./session.ts";
import { operationTitle, sourceOf } from "./subject.ts";

/** A load test of an operation, filled from its description. @throws UserError when no request can be made */
export async function testOperation(services: LoadServices, source: OperationSource): Promise<LoadStart> {
  const { method, url, headers, body, status, notes } = await services.contracts.draft(source);
  const scenario: Scenario = {
    name: operationTitle(source.pointer),
    request: { method, url, headers, ...(body !== undefined && { body }) },
    load: defaultLoad,
    expect: { ...noExpectations, status },
  };
  return startWith(scenario, { source, notes });
}

export async function testScenario({ scenarios }: LoadServices, file: string): Promise<LoadStart> {
  const scenario = await scenarios.read(file);
  return startWith(scenario, { scenario: file, source: sourceOf(scenario, scenarios.uriOf(file)) });
}

export function testAddress(url: string): LoadStart {
  const name = url.replace(/^https?:\/\//i, "");
  return startWith({
    name,
    request: { method: "GET", url, headers: [] },
    load: defaultLoad,
    expect: noExpectations,
  });
}

/** The operation whose handler is open, if there is one. */
export async function operationOfHandler({ contracts }: LoadServices): Promise<OperationSource | undefined> {
  const active = window.activeTextEditor?.document.uri;
  if (active?.scheme !== "file" || !/\.[cm]?[jt]s$/.test(active.path)) return undefined;
  const location = await contracts.locateOperation(active);
  return location ? { uri: location.uri, pointer: location.pointer } : undefined;
}

interface Item extends QuickPickItem {
  readonly start?: () => LoadStart | Promise<LoadStart>;
}

/** Asks what to test: an address, a saved scenario, or an operation of the workspace's descriptions. */
export async function pickTest(services: LoadServices): Promise<LoadStart | undefined> {
  const list = window.createQuickPick<Item>();
  list.title = l10n.t("Load Test");
  list.placeholder = l10n.t("Type an address, or take a scenario or an operation");
  list.matchOnDescription = true;
  list.busy = true;
  let known: readonly Item[] = [];
  const show = () => {
    const address = addressItem(list.value.trim());
    list.items = [...(address ? [address] : []), ...known];
  };
  list.onDidChangeValue(show);
  const answer = new Promise<Item | undefined>((resolve) => {
    // Who types fast presses Enter before the list has caught up with the text.
    list.onDidAccept(() => resolve(list.selectedItems[0] ?? addressItem(list.value.trim())));
    list.onDidHide(() => resolve(undefined));
  });
  list.show();
  try {
    void collectItems(services).then((items) => {
      known = items;
      list.busy = false;
      show();
    });
    const chosen = await answer;
    list.enabled = false;
    list.busy = true;
    return await chosen?.start?.();
  } finally {
    list.dispose();
  }
}

function addressItem(text: string): Item | undefined {
  if (text === "" || /\s/.test(text)) return undefined;
  const url = /^https?:\/\//i.test(text) ? text : `http://${text}`;
  // A bare word looks for an operation; an address has a port, a dot or a path behind its host.
  const hasHost = /^(?:localhost|[\w-]+[.:][\w.:-]*|\[[\da-f:]+\]|[\w-]+(?=\/))/i.test(text) || url === text;
  if (!hasHost || !URL.canParse(url)) return undefined;
  return { label: `$(globe) ${url}`, alwaysShow: true, start: () => testAddress(url) };
}

async function collectItems(services: LoadServices): Promise<readonly Item[]> {
  const collected = await Promise.all(
    [scenarioItems, operationItems].map((collect) => collect(services).catch(failedItems(services))),
  );
  return collected.flat();
}

/** What cannot be listed says so in its place: it stands in the way of nothing else. */
function failedItems({ log }: LoadServices): (error: unknown) => readonly Item[] {
  return (error) => {
    if (isCancellation(error)) return [];
    log.error("Load tests to choose from could not be listed.", error);
    const detail = UserError.is(error) ? error.message : l10n.t("The log says why.");
    return [{ label: l10n.t("$(warning) Not everything could be listed"), detail, alwaysShow: true }];
  };
}

async function scenarioItems(services: LoadServices): Promise<readonly Item[]> {
  const scenarios = await services.scenarios.list();
  if (scenarios.length === 0) return [];
  return [
    { label: l10n.t("Scenarios"), kind: QuickPickItemKind.Separator },
    ...scenarios.map(({ file, name }) => ({
      label: `$(file) ${name}`,
      description: file,
      start: () => testScenario(services, file),
    })),
  ];
}

async function operationItems(services: LoadServices): Promise<readonly Item[]> {
  if (!workspace.workspaceFolders && !window.activeTextEditor) return [];
  const contracts = await services.contracts.listContracts();
  const groups = await Promise.all(
    contracts.map((contract) => operationsOf(services, contract).catch(failedItems(services))),
  );
  return groups.flat();
}

async function operationsOf(services: LoadServices, { uri, title }: Contract): Promise<readonly Item[]> {
  const operations = await services.contracts.listOperations(uri);
  const item = ({ pointer, summary = "" }: OperationSummary): Item => ({
    label: operationTitle(pointer),
    description: summary,
    start: () => testOperation(services, { uri, pointer }),
  });
  const description = workspace.asRelativePath(Uri.parse(uri));
  return [{ label: title, description, kind: QuickPickItemKind.Separator }, ...operations.map(item)];
}
