import { isAbsolute } from "node:path";
import { l10n, Uri, workspace } from "vscode";
import { askAll, type Step } from "../../../host/multiStep.ts";
import type { ConnectionOrigin, FoundConnection, TargetToOpen } from "../protocol.ts";
import type { ConnectionAnswers, ConnectionSource } from "./connectionAnswers.ts";
import { confirmStep, nameStep, roleStep, shelfStep, sourceStep, urlStep } from "./connectionSteps.ts";
import { type ConnectionStore, newConnectionId } from "./connectionStore.ts";
import type { DatabaseProcess } from "./databaseProcess.ts";
import { parameterSteps } from "./parameterSteps.ts";
import { addressOf, parametersOf, type SavedConnection } from "./savedConnection.ts";

/** Asks for a new connection and saves it. Returns its id; undefined when the person gave up. */
export async function addConnection(
  process: DatabaseProcess,
  store: ConnectionStore,
): Promise<string | undefined> {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const found = process.call("findConnections", folders);
  const title = l10n.t("Add Database Connection");
  // What is asked depends on this answer, and so does the number of steps.
  const known = await askAll<ConnectionAnswers>(title, [sourceStep(found)], {});
  if (!known?.source) return undefined;
  const steps: readonly Step<ConnectionAnswers>[] = [
    ...parameterQuestions(process, known.source),
    nameStep,
    roleStep(process),
    ...(workspace.workspaceFolders === undefined ? [] : [shelfStep]),
    confirmStep(process, (answers) => Promise.resolve(targetOf(answers))),
  ];
  return await askAndSave(title, steps, known, newConnectionId(), store);
}

function parameterQuestions(
  process: DatabaseProcess,
  { from }: ConnectionSource,
): readonly Step<ConnectionAnswers>[] {
  if (from === "form") return parameterSteps(false);
  return from === "url" ? [urlStep(process)] : [];
}

/** Asks for everything about a connection again, with what is known filled in. */
export async function editConnection(
  process: DatabaseProcess,
  store: ConnectionStore,
  connection: SavedConnection,
): Promise<string | undefined> {
  const { id, name, role, origin } = connection;
  const parameters = parametersOf(connection);
  const stored = await store.target(id);
  const steps: readonly Step<ConnectionAnswers>[] = [
    ...(origin ? [] : parameterSteps(stored.password !== undefined)),
    nameStep,
    roleStep(process),
    ...(store.shelfOf(id) === "memory" ? [shelfStep] : []),
    confirmStep(process, (answers) => Promise.resolve({ ...passwordOf(stored), ...targetOf(answers) })),
  ];
  const source = origin ? ({ from: "origin", origin } as const) : ({ from: "form" } as const);
  const known: ConnectionAnswers = { source, parameters, name, role, shelf: store.shelfOf(id) };
  return await askAndSave(l10n.t("Edit Connection"), steps, known, id, store);
}

/** Uses a connection that was found, without a question: nothing of it is copied but where it is. */
export async function useFound(store: ConnectionStore, found: FoundConnection): Promise<string> {
  const { origin, parameters, role } = found;
  const id = newConnectionId();
  const name = parameters.database ?? addressOf(parameters);
  await store.save({ id, name, role, ...parameters, origin: relative(origin) }, "memory");
  return id;
}

async function askAndSave(
  title: string,
  steps: readonly Step<ConnectionAnswers>[],
  known: ConnectionAnswers,
  id: string,
  store: ConnectionStore,
): Promise<string | undefined> {
  const answers = await askAll(title, steps, known);
  if (answers?.confirmed !== true) return undefined;
  const { source, parameters = {}, name = id, role = "production", shelf = "user", password } = answers;
  const origin = source?.from === "origin" ? { origin: relative(source.origin) } : {};
  await store.save({ id, name, role, ...parameters, ...origin }, shelf, password);
  return id;
}

function targetOf({ source, parameters = {}, password }: ConnectionAnswers): TargetToOpen {
  return {
    ...parameters,
    ...(password !== undefined && { password }),
    ...(source?.from === "origin" && { origin: source.origin }),
  };
}

function passwordOf({ password }: TargetToOpen): Pick<TargetToOpen, "password"> {
  return password === undefined ? {} : { password };
}

/** Files of the workspace are named in it, so that the settings may travel. */
function relative({ file, key }: ConnectionOrigin): ConnectionOrigin {
  if (file === undefined) return { key };
  return { file: isAbsolute(file) ? workspace.asRelativePath(Uri.file(file)) : file, key };
}
