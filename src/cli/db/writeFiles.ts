import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FolderFile } from "../../features/database/engine/migrations/tools/migrationTool.ts";
import { UserError } from "../../shared/userError.ts";
import { displayPath, reasonOf } from "../files.ts";

/**
 * Writes files into a folder that is made when it is absent.
 * @returns their paths as people want to see them.
 * @throws UserError that says why one cannot be written.
 */
export async function writeFiles(
  files: readonly FolderFile[],
  folder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { path, text: contents } of files) {
    const target = join(folder, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, contents, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw new UserError(
        `${displayPath(target)} cannot be written: ${reasonOf(error)}; choose another --output.`,
      );
    }
    paths.push(displayPath(target));
  }
  return paths;
}
