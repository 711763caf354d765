import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TargetFolder } from "./ports.ts";

/** A target folder on this machine's disk; it need not exist yet. */
export function diskFolder(folder: string): TargetFolder {
  return {
    read: (path, signal) =>
      readFile(join(folder, path), { encoding: "utf8", signal }).catch(undefinedIfMissing),
    list: async () => (await readdir(folder).catch(undefinedIfMissing)) ?? [],
  };
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}
