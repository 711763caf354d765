import { l10n, Range, Uri, window } from "vscode";
import { type Choice, pick } from "../../../host/quickPick.ts";
import { back } from "../../../host/multiStep.ts";
import type { HandlerSummary } from "../../../shared/lspProtocol.ts";
import { UserError } from "../../../shared/userError.ts";
import type { ScaffoldTarget } from "./argument.ts";
import { obviousContract } from "./contractStep.ts";
import type { ScaffoldServer } from "./request.ts";

/**
 * Opens the handler of an operation; asks which one when the target does not say.
 * @throws UserError when there is no service to look into.
 */
export async function goToHandler(server: ScaffoldServer, target: ScaffoldTarget | undefined): Promise<void> {
  const contract = target?.contract ?? (await findContract(server));
  const handlers = contract ? await server.listHandlers(contract) : [];
  if (handlers.length === 0) {
    throw new UserError(
      l10n.t("No service was scaffolded from this description yet; run “Scaffold Routes…” first."),
    );
  }
  const wanted = target?.operations;
  const known = Array.isArray(wanted) ? handlers.find(({ pointer }) => wanted.includes(pointer)) : undefined;
  const handler = known ?? (await askForHandler(handlers));
  if (handler) await openHandler(handler);
}

/**
 * Opens the description at the operation that the active handler is for.
 * @throws UserError when the active editor shows no handler.
 */
export async function goToOperation(server: ScaffoldServer): Promise<void> {
  const active = window.activeTextEditor?.document.uri;
  const location = active?.scheme === "file" ? await server.locateOperation(active) : null;
  if (!location) {
    throw new UserError(
      l10n.t("This is no handler of a scaffolded service; open one in src/handlers first."),
    );
  }
  await window.showTextDocument(Uri.parse(location.uri), {
    selection: new Range(location.line, 0, location.line, 0),
  });
}

async function findContract(server: ScaffoldServer): Promise<Uri | undefined> {
  return obviousContract(await server.listContracts(l10n.t("Looking for OpenAPI descriptions…")));
}

/** Those that are still to be written come first. */
async function askForHandler(handlers: readonly HandlerSummary[]): Promise<HandlerSummary | undefined> {
  const open = handlers.filter(({ implemented }) => !implemented);
  const written = handlers.filter(({ implemented }) => implemented);
  const answer = await pick(
    { title: l10n.t("Go to Handler"), step: 1, totalSteps: 1 },
    { placeholder: l10n.t("Which operation"), choices: [...open, ...written].map(handlerChoice) },
  );
  return answer === back ? undefined : answer;
}

function handlerChoice(handler: HandlerSummary): Choice<HandlerSummary> {
  const [, , path = "", method = ""] = handler.pointer.split("/");
  const icon = handler.implemented ? "$(check)" : "$(circle-outline)";
  const name = path.replaceAll("~1", "/").replaceAll("~0", "~");
  return { value: handler, label: `${icon} ${method.toUpperCase()} ${name}`, description: handler.label };
}

async function openHandler({ uri, name }: HandlerSummary): Promise<void> {
  const editor = await window.showTextDocument(Uri.parse(uri));
  const offset = editor.document.getText().search(new RegExp(`\\b${name}\\b\\s*[:=(]`));
  const position = editor.document.positionAt(Math.max(offset, 0));
  await window.showTextDocument(editor.document, { selection: new Range(position, position) });
}
