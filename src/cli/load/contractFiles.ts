import { fileURLToPath } from "node:url";
import type { ContractSource } from "../../features/loadTest/engine/fromSpec/contractSource.ts";
import { parseContract } from "../../features/openapi/engine/parseContract.ts";
import { contractVersion } from "../../features/openapi/engine/recognise.ts";
import { UserError } from "../../shared/userError.ts";
import { displayPath, notAContract, readTextFile } from "../files.ts";

/** Descriptions and what they refer to, from disk. */
export const contractFiles: ContractSource = {
  async load(uri, signal) {
    if (!uri.startsWith("file:"))
      throw new UserError(`${uri} is not on this disk; copy it here, nothing is downloaded.`);
    const path = fileURLToPath(uri);
    return parseContract(await readTextFile(path, signal), displayPath(path));
  },
};

/** @throws UserError when a file is no OpenAPI description */
export async function requireContract(path: string, signal: AbortSignal): Promise<void> {
  const text = await readTextFile(path, signal);
  if (contractVersion(text) === undefined) throw new UserError(notAContract(path, text));
}
