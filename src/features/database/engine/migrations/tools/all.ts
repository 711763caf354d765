import type { ToolName } from "../migration.ts";
import { dbmate } from "./dbmate.ts";
import { drizzle } from "./drizzle.ts";
import { flyway } from "./flyway.ts";
import { golangMigrate } from "./golangMigrate.ts";
import { goose } from "./goose.ts";
import { graphileMigrate } from "./graphileMigrate.ts";
import type { FolderFile, MigrationTool } from "./migrationTool.ts";
import { nodePgMigrate } from "./nodePgMigrate.ts";
import { prisma } from "./prisma.ts";

/** In the order in which they are tried on a folder: those with marks of their own first. */
const tools: Readonly<Record<ToolName, MigrationTool>> = {
  dbmate,
  goose,
  "node-pg-migrate": nodePgMigrate,
  "graphile-migrate": graphileMigrate,
  drizzle,
  prisma,
  "golang-migrate": golangMigrate,
  flyway,
};

export function migrationTool(name: ToolName): MigrationTool {
  return tools[name];
}

/** The tool whose migrations are in a folder, by the newest file that any tool knows; undefined when none does. */
export function recogniseTool(files: readonly FolderFile[]): MigrationTool | undefined {
  for (const file of files.toSorted((a, b) => (a.path < b.path ? 1 : -1))) {
    const tool = Object.values(tools).find((candidate) => candidate.recognises(file));
    if (tool) return tool;
  }
  return undefined;
}
