import type { MigrationScript, Segment, Step } from "../plan/model.ts";
import { after, nextVersion, slug } from "./names.ts";
import type { DraftSection, FolderFile, MigrationTool } from "./tools/migrationTool.ts";

/** Both directions of one file. */
export interface MigrationPart {
  readonly up: MigrationScript;
  readonly down: MigrationScript;
}

export interface WriteRequest {
  readonly tool: MigrationTool;
  /** What changes, in words; becomes the file's name. */
  readonly what: string;
  readonly header: readonly string[];
  /** One a file, in the order in which they go up. */
  readonly parts: readonly MigrationPart[];
  /** The files in the folder. */
  readonly existing: readonly FolderFile[];
  readonly now: Date;
}

/**
 * Writes a migration in its tool's format. Where transactions end in the middle, the file says BEGIN and COMMIT
 * itself and tells the tool to keep out of it.
 */
export function writeMigration({
  tool,
  what,
  header,
  parts,
  existing,
  now,
}: WriteRequest): readonly FolderFile[] {
  let version = nextVersion(tool, existing, now);
  const files: FolderFile[] = [];
  for (const [index, { up, down }] of parts.entries()) {
    const numbered = parts.length === 1 ? "" : `_${String(index + 1)}_of_${String(parts.length)}`;
    const draft = {
      version,
      name: `${slug(what)}${numbered}`,
      header:
        index === 0
          ? header
          : [`Part ${String(index + 1)} of ${String(parts.length)}; the header is in the first.`],
      up: draftSection(up),
      down: draftSection(down),
    };
    files.push(...tool.write(draft, [...existing, ...files]));
    version = after(version);
  }
  return files;
}

/** The statements of a script as a file holds them; a setting of the session is said once. */
export function draftSection({ segments }: MigrationScript): DraftSection {
  const [only, ...others] = segments;
  if (only === undefined) return { statements: [], transaction: true };
  if (others.length === 0 && only.transaction === "inside")
    return { statements: [...only.settings, ...only.steps.map(printed)], transaction: true };
  // Alone in its file it runs outside a transaction with every tool; a setting beside it would make it two.
  if (others.length === 0 && only.steps.length === 1)
    return { statements: only.steps.map(printed), transaction: false };
  const said = new Set<string>();
  return { statements: segments.flatMap((segment) => bracketed(segment, said)), transaction: false };
}

function bracketed({ transaction, settings, steps }: Segment, said: Set<string>): readonly string[] {
  if (transaction === "inside") return ["begin", ...settings, ...steps.map(printed), "commit"];
  const fresh = settings.filter((setting) => !said.has(setting));
  for (const setting of fresh) said.add(setting);
  return [...fresh, ...steps.map(printed)];
}

function printed(step: Step): string {
  return `${remark(step)}${step.sql}`;
}

/** What a reader of the file should know before running the statement; without semicolons, at which tools cut. */
function remark({ lock, blocks, lockedTable, rewrites, scans, note }: Step): string {
  const work = rewrites ? ", writes the table anew" : scans ? ", reads the whole table" : "";
  const about =
    lock === null ? [] : [`${lock} on ${String(lockedTable).replace(/^\w+ /, "")}: blocks ${blocks}${work}.`];
  const lines = [...about, ...(note === null ? [] : [note])];
  return lines.map((line) => `-- ${line.replace(/\s+/g, " ").replaceAll(";", ",")}\n`).join("");
}
