import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../../../shared/userError.ts";
import { recogniseTool } from "../migrations/tools/all.ts";
import type { SchemaFile } from "./schemaScript.ts";

/**
 * Reads a schema from a file, or from all .sql files in and below a folder.
 * @param display how messages name a path.
 * @throws UserError that says why it cannot be read.
 */
export async function readSchemaFiles(
  path: string,
  display: (path: string) => string,
  signal: AbortSignal,
): Promise<readonly SchemaFile[]> {
  try {
    const paths = (await stat(path)).isDirectory() ? await sqlPathsIn(path) : [path];
    if (paths.length === 0)
      throw new UserError(`${display(path)} holds no .sql file; name the schema itself.`);
    const files = paths.map(async (file) => ({
      path: display(file),
      text: (await readFile(file, { encoding: "utf8", signal })).replace(/^\uFEFF/, ""),
    }));
    return schemaFiles(await Promise.all(files));
  } catch (error) {
    signal.throwIfAborted();
    if (UserError.is(error)) throw error;
    throw new UserError(`${display(path)} cannot be read: ${reasonOf(error)}.`);
  }
}

async function sqlPathsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".sql")).map((name) => join(folder, name));
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ENOENT" ? "there is no such file" : code === "EACCES" ? "access is denied" : message;
}

/**
 * Turns files into a schema. Of files that a migration tool runs, only the way up counts, in the order of their
 * names; lines keep their numbers.
 */
export function schemaFiles(files: readonly SchemaFile[]): readonly SchemaFile[] {
  return files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap((file): readonly SchemaFile[] => {
      const tool = recogniseTool([file]);
      if (!tool) return [file];
      const { up } = tool.sections(file);
      if (!up) return [];
      const before = file.text.slice(0, up.start).replace(/[^\n]+/g, "");
      return [{ path: file.path, text: before + file.text.slice(up.start, up.end) }];
    });
}
