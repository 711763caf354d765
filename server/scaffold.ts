import { join, relative, sep } from "node:path";
import { diskFolder } from "../src/features/scaffold/engine/diskFolder.ts";
import { planScaffold } from "../src/features/scaffold/engine/index.ts";
import type { PlanScaffoldParams, PlanScaffoldResult } from "../src/shared/lspProtocol.ts";
import { contractSource } from "./contractSource.ts";
import type { Documents } from "./documents.ts";
import { pathOfUri, uriOfPath } from "./uris.ts";

/**
 * Plans a scaffold run over what the editor shows. Writes nothing: the editor does, after a preview.
 * @throws UserError with one sentence when the contract or the folder cannot be used.
 */
export async function planScaffoldFor(
  params: PlanScaffoldParams,
  documents: Documents,
  signal: AbortSignal,
): Promise<PlanScaffoldResult> {
  const { uri, folderUri, framework, operations, eject } = params;
  const folder = pathOfUri(folderUri);
  const request = {
    contractUri: uri,
    contractPath: relative(folder, pathOfUri(uri)).split(sep).join("/"),
    framework,
    ...(operations && { operations }),
    ...(eject && { eject }),
  };
  const plan = await planScaffold(request, contractSource(documents), diskFolder(folder), signal);
  const files = plan.files.map((file) => ({ ...file, uri: uriOfPath(join(folder, file.path)) }));
  const attention = plan.attention.map(({ path, ...rest }) => ({
    ...rest,
    uri: uriOfPath(join(folder, path)),
  }));
  return { operations: plan.operations, files, attention, notes: plan.notes };
}
