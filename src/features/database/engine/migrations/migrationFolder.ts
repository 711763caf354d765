import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FolderFile } from "./tools/migrationTool.ts";

/**
 * The files of a folder that a migration tool may know; empty when there is no folder.
 * @throws the file system's error.
 */
export async function readMigrationFolder(
  folder: string,
  signal: AbortSignal,
): Promise<readonly FolderFile[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  });
  const wanted = names.filter((name) => /\.sql$|_journal\.json$|migration_lock\.toml$/.test(name)).sort();
  return await Promise.all(
    wanted.map(async (name) => ({
      path: name.replaceAll("\\", "/"),
      text: await readFile(join(folder, name), { encoding: "utf8", signal }),
    })),
  );
}

/** Writes files below a folder; returns their whole paths. @throws the file system's error. */
export async function writeMigrationFiles(
  folder: string,
  files: readonly FolderFile[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { path, text } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { signal });
    paths.push(target);
  }
  return paths;
}
