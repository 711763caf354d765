import { parseContract } from "../src/features/openapi/engine/parseContract.ts";
import { UserError } from "../src/shared/userError.ts";
import type { Documents } from "./documents.ts";
import { fileName, pathOfUri } from "./uris.ts";

/** Documents of a description, parsed from what the editor shows: what scaffolding and load tests read. */
export interface EditorSource {
  /** @throws UserError with one sentence when the document cannot be read or parsed */
  load(uri: string): Promise<unknown>;
}

export function contractSource(documents: Documents): EditorSource {
  return {
    async load(uri) {
      const path = pathOfUri(uri);
      const text = await documents.readText(path).catch(() => {
        throw new UserError(`${path} cannot be read: create the file or correct the $ref.`);
      });
      return parseContract(text, fileName(path));
    },
  };
}
