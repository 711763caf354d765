import { type CancellationToken, CancellationTokenSource, Uri, workspace } from "vscode";
import { isReachedFromContract } from "../engine/fragmentRoots.ts";

const descriptions = "**/*.{yaml,yml,json}";
const notOurs = "**/{node_modules,bower_components,vendor,dist,build,out,target,.git}/**";
const mostFiles = 500;
const largestFileBytes = 5_000_000;

/**
 * Tells whether a document is reached by `$ref`s from an OpenAPI root document of the workspace. The nearest
 * files are looked at first, at most 500.
 * @throws AbortError when the signal fires.
 */
export async function isPartOfContract(uri: Uri, signal: AbortSignal): Promise<boolean> {
  const files = await findFiles(signal);
  signal.throwIfAborted();
  const candidates = files
    .map(String)
    .sort((a, b) => nearness(b, uri.toString()) - nearness(a, uri.toString()));
  return isReachedFromContract(uri.toString(), candidates, readText, signal);
}

async function findFiles(signal: AbortSignal): Promise<readonly Uri[]> {
  const source = new CancellationTokenSource();
  const cancel = () => source.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await search(source.token);
  } finally {
    signal.removeEventListener("abort", cancel);
    source.dispose();
  }
}

function search(token: CancellationToken): Thenable<readonly Uri[]> {
  return workspace.findFiles(descriptions, notOurs, mostFiles, token);
}

/** The number of characters that two URIs have in common from the start. */
function nearness(a: string, b: string): number {
  let common = 0;
  while (common < a.length && a[common] === b[common]) common++;
  return common;
}

/** The text of a file with its unsaved edits; undefined when it cannot be read or is too large to be looked at. */
async function readText(address: string, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  const open = workspace.textDocuments.find(({ uri }) => uri.toString() === address);
  if (open) return open.getText();
  try {
    const uri = Uri.parse(address, true);
    if ((await workspace.fs.stat(uri)).size > largestFileBytes) return undefined;
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    // A $ref may lead to a file that is not there.
    return undefined;
  }
}
