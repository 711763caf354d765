import {
  type Event,
  EventEmitter,
  l10n,
  RelativePattern,
  Uri,
  workspace,
  type WorkspaceFolder,
} from "vscode";
import type { Disposable } from "../../../shared/disposable.ts";
import { isPlainSecret } from "../../../shared/plainSecrets.ts";
import { UserError } from "../../../shared/userError.ts";
import { type Scenario, scenarioFolder } from "../engine/scenario/scenario.ts";
import type { ScenarioEntry } from "../panelProtocol.ts";
import type { LoadTools } from "./toolsProcess.ts";

const mostScenarios = 200;

/** The scenarios of the first workspace folder: `.senior-backend/load/*.yaml`. */
export interface ScenarioFiles extends Disposable {
  /** Fires when a panel has saved a scenario. */
  readonly onDidSave: Event<void>;
  list(): Promise<readonly ScenarioEntry[]>;
  /** @throws UserError with the sentence of what is wrong with the file */
  read(file: string): Promise<Scenario>;
  /** Writes a scenario and returns its file name. @param file the one it is in already */
  save(scenario: Scenario, file: string | null): Promise<string>;
  uriOf(file: string): Uri;
}

export function createScenarioFiles(tools: LoadTools): ScenarioFiles {
  const uriOf = (file: string) => Uri.joinPath(folder().uri, scenarioFolder, file);

  async function read(file: string): Promise<Scenario> {
    const text = new TextDecoder().decode(await readBytes(uriOf(file)));
    return await tools.call("readScenario", { text, fileName: file });
  }

  const saved = new EventEmitter<void>();
  return {
    onDidSave: saved.event,
    dispose: () => saved.dispose(),
    uriOf,
    read,
    async list() {
      const [root] = workspace.workspaceFolders ?? [];
      if (!root) return [];
      const pattern = new RelativePattern(root, `${scenarioFolder}/*.{yaml,yml}`);
      const files = (await workspace.findFiles(pattern, null, mostScenarios)).map(
        ({ path }) => path.split("/").at(-1) ?? "",
      );
      const named = files.sort().map(async (file) => ({ file, name: await nameOf(file, read) }));
      return await Promise.all(named);
    },
    async save(scenario, file) {
      refusePlainSecrets(scenario);
      const name = file ?? (await freeName(scenario.name, uriOf));
      const text = await tools.call("printScenario", { scenario });
      await workspace.fs.writeFile(uriOf(name), new TextEncoder().encode(text));
      saved.fire();
      return name;
    },
  };
}

function folder(): WorkspaceFolder {
  const [first] = workspace.workspaceFolders ?? [];
  if (first) return first;
  throw new UserError(l10n.t("Scenarios are kept in the workspace; open a folder first."));
}

async function readBytes(uri: Uri): Promise<Uint8Array> {
  try {
    return await workspace.fs.readFile(uri);
  } catch {
    throw new UserError(
      l10n.t("{0} cannot be read; save the scenario again.", workspace.asRelativePath(uri)),
    );
  }
}

/** A file that cannot be read is listed by its name: opening it says what is wrong. */
async function nameOf(file: string, read: (file: string) => Promise<Scenario>): Promise<string> {
  try {
    return (await read(file)).name;
  } catch {
    return file;
  }
}

function refusePlainSecrets({ request }: Scenario): void {
  const found = request.headers.find(([name, value]) => isPlainSecret(`${name}: ${value}`));
  if (!found) return;
  throw new UserError(
    l10n.t(
      "{0} holds a secret in plain text; write {1} in its place, and VS Code keeps the value.",
      found[0],
      "${NAME}",
    ),
  );
}

async function freeName(title: string, uriOf: (file: string) => Uri): Promise<string> {
  const slug =
    title
      .toLowerCase()
      .replaceAll(/https?:\/\//g, "")
      .replaceAll(/[^a-z\d]+/g, "-")
      .replaceAll(/^-|-$/g, "")
      .slice(0, 60) || "scenario";
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${slug}.yaml` : `${slug}-${number}.yaml`;
    if (!(await exists(uriOf(name)))) return name;
  }
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
