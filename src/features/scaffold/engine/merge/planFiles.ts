import type { OutputFile } from "../files/sourceFile.ts";
import type { Notes } from "../notes.ts";
import type { FileAction, PlannedFile } from "../plan.ts";
import type { TargetFolder } from "../ports.ts";
import type { Manifest, ManifestFile } from "./manifest.ts";
import { textHash } from "./manifest.ts";

export interface FilePlan {
  readonly files: readonly PlannedFile[];
  /** For the next manifest: what we know of each file. */
  readonly known: Readonly<Record<string, ManifestFile>>;
}

/** Decides for each file what writing it would do, given what is there and what we wrote last time. */
export async function planFiles(
  wanted: readonly OutputFile[],
  earlier: Manifest | undefined,
  target: TargetFolder,
  notes: Notes,
  signal: AbortSignal,
): Promise<FilePlan> {
  const files: PlannedFile[] = [];
  const known: Record<string, ManifestFile> = {};
  for (const file of wanted) {
    const current = await target.read(file.path, signal);
    files.push(planFile(file, current, earlier?.files[file.path]));
    known[file.path] = { zone: file.zone, sha256: textHash(file.contents) };
  }
  const paths = new Set(wanted.map(({ path }) => path));
  for (const [path, file] of Object.entries(earlier?.files ?? {})) {
    if (paths.has(path)) continue;
    const current = await target.read(path, signal);
    if (current === undefined) continue;
    if (mayRemove(path, file, current))
      files.push({ path, zone: "generated", action: "removed", contents: "" });
    else {
      known[path] = file;
      notes.add(leftoverNote(path, file), path);
    }
  }
  return { files, known };
}

function planFile(
  file: OutputFile,
  current: string | undefined,
  earlier: ManifestFile | undefined,
): PlannedFile {
  const { path, zone, contents } = file;
  if (current !== undefined && zone === "yours")
    return { path, zone, action: "unchanged", contents: current };
  return { path, zone, action: generatedAction(contents, current, earlier), contents };
}

function generatedAction(
  contents: string,
  current: string | undefined,
  earlier: ManifestFile | undefined,
): FileAction {
  if (current === undefined) return "created";
  const hash = textHash(current);
  if (hash === textHash(contents)) return "unchanged";
  return earlier?.sha256 === hash ? "updated" : "conflict";
}

/** Only what we wrote, where we write it, as we wrote it. */
function mayRemove(path: string, { zone, sha256 }: ManifestFile, current: string): boolean {
  return zone === "generated" && path.startsWith("src/api/generated/") && textHash(current) === sha256;
}

function leftoverNote(path: string, { zone }: ManifestFile): string {
  if (zone === "generated") return "Generated files that are not needed any more were edited and are kept";
  return path.startsWith("src/handlers/")
    ? "Handlers of operations that the contract no longer has are kept"
    : "Files that are not needed any more are kept";
}
