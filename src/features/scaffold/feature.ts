import { l10n, workspace } from "vscode";
import type { Feature, Host } from "../../host/host.ts";
import { runCommand } from "../../host/commands.ts";
import { inform } from "../../host/messages.ts";
import { DisposableStore } from "../../shared/disposable.ts";
import type { PlanScaffoldResult } from "../../shared/lspProtocol.ts";
import { UserError } from "../../shared/userError.ts";
import { readTarget, type ScaffoldTarget } from "./host/argument.ts";
import { HandlerProblems } from "./host/attention.ts";
import { askForOrder, type ScaffoldOrder } from "./host/ask.ts";
import { PlannedContents, refuseUnsaved, settleConflicts } from "./host/conflicts.ts";
import { writeProblem } from "./host/folderAccess.ts";
import { rememberFolder } from "./host/folders.ts";
import { goToHandler, goToOperation } from "./host/goToHandler.ts";
import { rememberFramework } from "./host/frameworkStep.ts";
import { nextActions } from "./host/outcome.ts";
import { scaffoldServer, type ScaffoldServer } from "./host/request.ts";
import { outcomeSentence, upToDateSentence } from "./host/wording.ts";
import { writeWithPreview } from "./host/write.ts";

/** OpenAPI operations to a running service: ask, plan, preview, write, tell. */
export const scaffold: Feature = {
  id: "scaffold",
  activate(host) {
    const parts = new DisposableStore();
    const server = scaffoldServer(host);
    const planned = parts.add(new PlannedContents());
    const problems = parts.add(new HandlerProblems(server));
    const title = l10n.t("Scaffold Routes");
    const run = (argument: unknown) =>
      scaffoldRoutes({ host, server, planned, problems }, readTarget(argument));
    parts.add(host.commands.register("seniorBackend.scaffold.routes", title, run));
    parts.add(host.commands.register("seniorBackend.scaffold.route", title, run));
    parts.add(
      host.commands.register("seniorBackend.scaffold.goToHandler", l10n.t("Go to Handler"), (argument) =>
        goToHandler(server, readTarget(argument)),
      ),
    );
    parts.add(
      host.commands.register("seniorBackend.scaffold.goToOperation", l10n.t("Go to Operation"), () =>
        goToOperation(server),
      ),
    );
    return parts;
  },
};

interface Parts {
  readonly host: Host;
  readonly server: ScaffoldServer;
  readonly planned: PlannedContents;
  readonly problems: HandlerProblems;
}

async function scaffoldRoutes(parts: Parts, target: ScaffoldTarget | undefined): Promise<void> {
  const { host, server, planned } = parts;
  if (!workspace.isTrusted) {
    throw new UserError(
      l10n.t("Scaffolding writes code and needs a trusted workspace; trust this one first."),
    );
  }
  const order = await askForOrder(server, host.memory, target);
  if (!order) return;
  const problem = await writeProblem(order.folder);
  if (problem !== undefined) throw new UserError(problem);
  const plan = await server.plan(l10n.t("Planning routes…"), planParams(order));
  planned.offer(plan.files);
  const ejected = await writePlan(parts, order, plan);
  if (ejected.length === 0) return;
  // The manifest has to remember whose they are now.
  const again = await server.plan(l10n.t("Planning routes…"), { ...planParams(order), eject: ejected });
  planned.offer(again.files);
  await writePlan(parts, order, again);
}

function planParams({ contract, folder, framework, operations }: ScaffoldOrder) {
  const params = { uri: contract.toString(), framework, folderUri: folder.toString() };
  return operations === "all" ? params : { ...params, operations };
}

/** Writes what is accepted. Returns the files that are to be ejected first; nothing is written then. */
async function writePlan(
  { host, server, problems }: Parts,
  { contract, folder, framework }: ScaffoldOrder,
  plan: PlanScaffoldResult,
): Promise<readonly string[]> {
  for (const note of plan.notes) host.log.scope("scaffold").info(note);
  const changes = plan.files.filter(({ action }) => action !== "unchanged");
  refuseUnsaved(changes);
  const { accepted, ejected } = await settleConflicts(changes);
  if (ejected.length > 0) return ejected.map(({ path }) => path);
  if (accepted.length === 0) {
    await inform(upToDateSentence(plan.operations));
    return [];
  }
  const written = await writeWithPreview(folder, accepted);
  if (written.length === 0) return [];
  server.written();
  await problems.show(plan.attention);
  await rememberFolder(host.memory, contract, folder);
  await rememberFramework(host.memory, framework);
  const notes = { title: l10n.t("Show Log"), run: () => runCommand("seniorBackend.log.show") };
  await inform(
    outcomeSentence(plan, written),
    ...nextActions(folder, plan.files),
    ...(plan.notes.length > 0 ? [notes] : []),
  );
  return [];
}
