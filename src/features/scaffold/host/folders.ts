import { type Memento, Uri, workspace } from "vscode";
import type { FrameworkName } from "../../../shared/lspProtocol.ts";
import { frameworkNames } from "./frameworkNames.ts";
import { serviceFolderNames } from "./folderNames.ts";

const memoryKey = "scaffold.folders";
const scaffoldManifest = ".senior-backend/scaffold.json";

/** The folder that a description was scaffolded into last time. */
export function rememberedFolder(memory: Memento, contract: Uri): Uri | undefined {
  const folder = memory.get<Readonly<Record<string, string>>>(memoryKey, {})[contract.toString()];
  return folder === undefined ? undefined : Uri.parse(folder);
}

export async function rememberFolder(memory: Memento, contract: Uri, folder: Uri): Promise<void> {
  const known = memory.get<Readonly<Record<string, string>>>(memoryKey, {});
  await memory.update(memoryKey, { ...known, [contract.toString()]: folder.toString() });
}

/** Folders of the workspace that hold a scaffolded service. */
export async function existingServices(): Promise<readonly Uri[]> {
  const manifests = await workspace.findFiles(`**/${scaffoldManifest}`, "**/node_modules/**", 20);
  return manifests.map((manifest) => Uri.joinPath(manifest, "..", ".."));
}

/** A folder beside the description that does not exist yet: where a new service would go. */
export async function newServiceFolder(contract: Uri): Promise<Uri | undefined> {
  const parent = contract.scheme === "file" ? Uri.joinPath(contract, "..") : firstWorkspaceFolder();
  if (!parent) return undefined;
  for (const name of serviceFolderNames) {
    const folder = Uri.joinPath(parent, name);
    if (!(await exists(folder))) return folder;
  }
  return undefined;
}

export function firstWorkspaceFolder(): Uri | undefined {
  return workspace.workspaceFolders?.[0]?.uri;
}

/** What the scaffolded service in a folder stands on; undefined when there is none, or nobody can tell. */
export async function frameworkOf(folder: Uri): Promise<FrameworkName | undefined> {
  try {
    const bytes = await workspace.fs.readFile(Uri.joinPath(folder, scaffoldManifest));
    const manifest = JSON.parse(new TextDecoder().decode(bytes)) as { framework?: unknown } | null;
    return frameworkNames.find((name) => name === manifest?.framework);
  } catch {
    return undefined;
  }
}

export async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
