import { recogniseTool } from "../migrations/tools/all.ts";
import type { SchemaFile } from "./schemaScript.ts";

/**
 * Turns the files of a folder into a schema. Of files that a migration tool runs, only the way up counts, in the
 * order of their names; lines keep their numbers.
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
