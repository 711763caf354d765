import { UserError } from "../../../../shared/userError.ts";
import { parseSql, type SqlScript } from "../sql/parseSql.ts";
import type { Migration, MigrationStep, ToolName } from "./migration.ts";
import { migrationSteps } from "./steps.ts";
import { migrationTool, recogniseTool } from "./tools/all.ts";
import { wholeFile } from "./tools/markers.ts";
import type { MigrationTool, Section } from "./tools/migrationTool.ts";
import { fileName } from "./tools/text.ts";

/** A file to read, and what lies next to it. */
export interface MigrationSource {
  /** As messages name it. */
  readonly path: string;
  readonly text: string;
  /** Whose conventions it follows; recognised from the file when it is not given. */
  readonly tool?: ToolName;
  /** Reads the file with the way down, for tools that keep it apart; undefined when it is absent. */
  readonly readOther?: (path: string) => Promise<string | undefined>;
}

/**
 * Reads a migration with both directions. A file without any tool's marks is all up, without a way down.
 * @throws UserError that names file and line of what does not parse.
 */
export async function readMigration(source: MigrationSource): Promise<Migration> {
  const { path, text } = source;
  const tool = source.tool === undefined ? recogniseTool([{ path, text }]) : migrationTool(source.tool);
  const known = tool?.sections({ path, text });
  if (known?.down && !known.up) return await readMigration(await otherWay(source, tool));
  const up = known?.up ?? wholeFile(text);
  const identity = tool?.identify(path) ?? plainIdentity(path);
  const script = await parseSql(text);
  return {
    tool: tool?.name ?? "dbmate",
    path,
    text,
    ...identity,
    up: stepsOf(script, up, path),
    down: known?.down ? stepsOf(script, known.down, path) : await downFromOther(source, tool),
  };
}

async function downFromOther(
  { path, readOther }: MigrationSource,
  tool: MigrationTool | undefined,
): Promise<readonly MigrationStep[] | undefined> {
  const other = tool?.downPath?.(path);
  const text = other === undefined ? undefined : await readOther?.(other);
  if (other === undefined || text === undefined) return undefined;
  const section = tool?.sections({ path: other, text }).down;
  return section && stepsOf(await parseSql(text), section, other);
}

/** The file that goes up, when the one with the way down was named. */
async function otherWay(source: MigrationSource, tool: MigrationTool | undefined): Promise<MigrationSource> {
  const path = source.path
    .replace(/\.down\.sql$/, ".up.sql")
    .replace(/\/down\.sql$/, "/migration.sql")
    .replace(/(^|\/)U([^/]*)$/, "$1V$2");
  const text = await source.readOther?.(path);
  if (text === undefined || path === source.path)
    throw new UserError(`${source.path} only goes down; name the file that goes up.`);
  return { ...source, path, text, ...(tool && { tool: tool.name }) };
}

function stepsOf(
  { statements, errors, lines }: SqlScript,
  section: Section,
  path: string,
): readonly MigrationStep[] {
  const isWithin = ({ start }: { readonly start: number }) => start >= section.start && start < section.end;
  const error = errors.find(isWithin);
  if (error) {
    const line = lines.positionAt(error.offset).line + 1;
    throw new UserError(
      `${path} line ${String(line)}: ${error.message}; correct the statement and try again.`,
    );
  }
  return migrationSteps(statements.filter(isWithin), path, section.transaction);
}

function plainIdentity(path: string): { readonly version: string; readonly name: string } {
  const stem = fileName(path).replace(/\.sql$/i, "");
  const [, version, name] = /^(\d+)[_-](.+)$/.exec(stem) ?? [];
  return version === undefined || name === undefined ? { version: stem, name: stem } : { version, name };
}
