import type { SqlScript, SqlStatement } from "../../sql/parseSql.ts";
import type { MigrationTool } from "./tools.ts";

/** The part of a migration that goes one way. */
export interface Section {
  readonly direction: "up" | "down";
  readonly start: number;
  readonly end: number;
  readonly statements: readonly SqlStatement[];
  /** The section's text: what turns a transaction off may stand in it. */
  readonly text: string;
}

/** Cuts a migration at the markers of its tool; a file without any goes forward, or back when its name says so. */
export function sectionsOf(
  script: SqlScript,
  path: string,
  tool: MigrationTool | undefined,
): readonly Section[] {
  const { text, statements } = script;
  const slashed = path.replaceAll("\\", "/");
  const up = tool?.up?.exec(text)?.index;
  const down = tool?.down?.exec(text)?.index;
  const section = (direction: "up" | "down", start: number, end: number): Section => ({
    direction,
    start,
    end,
    statements: statements.filter((statement) => statement.start >= start && statement.start < end),
    text: text.slice(start, end),
  });
  if (down === undefined) return [section(isDownFile(slashed) ? "down" : "up", 0, text.length)];
  return up !== undefined && up > down
    ? [section("down", 0, up), section("up", up, text.length)]
    : [section("up", 0, down), section("down", down, text.length)];
}

function isDownFile(path: string): boolean {
  return /(?:\.down\.sql|\/down\.sql)$|(?:^|\/)U\d[\w.]*__[^/]+\.sql$|(?:^|\/)revert\//.test(path);
}
