import { l10n, type QuickPickItem, window } from "vscode";
import { UserError } from "../../../shared/userError.ts";
import { planOf } from "../engine/scenario/planOf.ts";
import type { Finding, PanelState, ScalingView } from "../panelProtocol.ts";
import { type AllowedRun, type RunSignals, withSignals } from "./runScenario.ts";
import type { LoadServices } from "./services.ts";
import { operationTitle } from "./subject.ts";
import type { LoadTools } from "./toolsProcess.ts";

/** The longer checks, beside an ordinary run. */
export type CheckKind = "scaling" | "attack";

interface Item extends QuickPickItem {
  readonly check: CheckKind;
}

/** Asks which check to run. */
export async function chooseCheck(isOperation: boolean): Promise<CheckKind | undefined> {
  const scaling: Item = {
    check: "scaling",
    label: l10n.t("Scaling"),
    detail: l10n.t("Up to 128 connections in eight steps of 5 s: where more connections stop helping."),
  };
  const patterns: Item = {
    check: "attack",
    label: l10n.t("Attack Patterns"),
    detail: l10n.t("Hostile requests made from the description: wrong types, sizes, credentials, injection."),
  };
  const items = isOperation ? [scaling, patterns] : [scaling];
  return (await window.showQuickPick(items, { placeHolder: l10n.t("What to check") }))?.check;
}

/** What a check came to. */
export type CheckOutcome = Pick<PanelState, "findings"> & Partial<Pick<PanelState, "scaling">>;

/** What a check tells while it runs. */
export interface CheckListener {
  /** Hears what is being done. */
  readonly say: (sentence: string) => void;
  readonly stepped: (scaling: ScalingView) => void;
}

/** Runs a check in a process of its own. */
export async function runCheck(
  services: LoadServices,
  kind: CheckKind,
  allowed: AllowedRun,
  { say, stepped }: CheckListener,
  signals: RunSignals,
): Promise<CheckOutcome> {
  const tools = services.forkTools({
    say: (sentence) => {
      say(sentence);
      return null;
    },
    show: () => null,
    stepped: (scaling) => {
      stepped(scaling);
      return null;
    },
  });
  return await withSignals(tools, signals, () =>
    kind === "scaling" ? scale(tools, allowed) : attack(tools, allowed).then((findings) => ({ findings })),
  );
}

function scale(tools: LoadTools, { scenario, secrets, rows }: AllowedRun): Promise<CheckOutcome> {
  const plan = planOf(scenario, { secret: (name) => secrets.get(name), ...(rows && { rows }) });
  return tools.call("scale", { plan });
}

async function attack(
  tools: LoadTools,
  { scenario, source, secrets }: AllowedRun,
): Promise<readonly Finding[]> {
  if (!source)
    throw new UserError(
      l10n.t("Attack patterns are made from a description; open the test from its operation."),
    );
  return await tools.call("attack", {
    uri: source.uri,
    operation: operationTitle(source.pointer),
    environment: Object.fromEntries(secrets),
    origin: new URL(scenario.request.url).origin,
    mutating: await mayChange(scenario.request.method),
  });
}

/** Requests that change data are sent on purpose only. */
async function mayChange(method: string): Promise<boolean> {
  if (!["POST", "PUT", "PATCH", "DELETE"].includes(method)) return false;
  const send = l10n.t("Send Them");
  const answer = await window.showWarningMessage(
    l10n.t("Send hostile {0} requests, which may change data?", method),
    { modal: true, detail: l10n.t("Take a server whose data can be thrown away.") },
    send,
  );
  return answer === send;
}
