import type { OutputFile } from "../files/sourceFile.ts";
import type { Notes } from "../notes.ts";
import type { FileAction, PlannedFile } from "../plan.ts";
import type { TargetFolder } from "../ports.ts";
import type { Manifest, ManifestFile } from "./manifest.ts";
import { textHash } from "./manifest.ts";
import type { HandlerMove } from "./renames.ts";
import { mergeThreeWay } from "./threeWay.ts";

/** Copies of what we wrote once and may want to change later: the common ancestors of merges. */
export const baseFolder = ".senior-backend/base/";

export interface FilePlan {
  readonly files: readonly PlannedFile[];
  /** For the next manifest: what we know of each file. */
  readonly known: Readonly<Record<string, ManifestFile>>;
}

/** What planning files looks at besides the files themselves. */
export interface Surroundings {
  readonly earlier: Manifest | undefined;
  readonly target: TargetFolder;
  readonly moves: readonly HandlerMove[];
  /** Generated files that from now on belong to their editor. */
  readonly ejected: ReadonlySet<string>;
  readonly withMarkers: boolean;
  readonly notes: Notes;
}

/** Decides for each file what writing it would do, given what is there and what we wrote last time. */
export async function planFiles(
  wanted: readonly OutputFile[],
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<FilePlan> {
  const planner = {
    files: [] as PlannedFile[],
    known: {} as Record<string, ManifestFile>,
    ...surroundings,
    signal,
  };
  const moves = new Map(surroundings.moves.map((move) => [move.to, move]));
  for (const file of wanted) {
    const move = moves.get(file.path);
    if (move === undefined || !(await planMove(file, move, planner))) await planWanted(file, planner);
  }
  await planLeftovers(planner);
  return { files: planner.files, known: planner.known };
}

interface Planner extends Surroundings {
  readonly files: PlannedFile[];
  readonly known: Record<string, ManifestFile>;
  readonly signal: AbortSignal;
}

async function planWanted(file: OutputFile, planner: Planner): Promise<void> {
  const { earlier, target, ejected, files, known, signal } = planner;
  const { path, zone, contents } = file;
  const current = await target.read(path, signal);
  const before = earlier?.files[path];
  if (file.mergeable === true) {
    await planMergeable(file, current, before, planner);
    return;
  }
  known[path] = { zone, sha256: textHash(contents) };
  const isKept = zone === "yours" || ejected.has(path);
  if (current !== undefined && isKept)
    files.push({ path, zone: "yours", action: "unchanged", contents: current });
  else files.push({ path, zone, action: generatedAction(contents, current, before), contents });
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

/** Files that are written once, and follow the scaffold as long as that takes nothing away from their owner. */
async function planMergeable(
  { path, zone, contents }: OutputFile,
  current: string | undefined,
  before: ManifestFile | undefined,
  planner: Planner,
): Promise<void> {
  const { target, files, known, withMarkers, signal } = planner;
  const wanted: ManifestFile = { zone, sha256: textHash(contents) };
  const basePath = baseFolder + path;
  const base = await target.read(basePath, signal);
  const settle = (action: FileAction, text: string): void => {
    known[path] = wanted;
    files.push({ path, zone, action, contents: text });
    planBase(basePath, contents, base, planner);
  };
  if (current === undefined) {
    // Who deletes a file that we wrote does not want it back.
    if (before === undefined) settle("created", contents);
    else known[path] = before;
    return;
  }
  if (before === undefined) {
    // Somebody else's: there is no telling what we would change in it.
    files.push({ path, zone, action: "unchanged", contents: current });
    return;
  }
  const hash = textHash(current);
  if (hash === wanted.sha256 || before.sha256 === wanted.sha256) settle("unchanged", current);
  else if (hash === before.sha256) settle("updated", contents);
  else if (
    base === undefined ||
    textHash(base) !== before.sha256 ||
    (before.offered === wanted.sha256 && !withMarkers)
  ) {
    known[path] = before;
    files.push({ path, zone, action: "unchanged", contents: current });
    if (base !== undefined) planBase(basePath, base, base, planner);
  } else {
    const merged = mergeThreeWay(path, base, current, contents);
    if (!merged.conflict || withMarkers)
      settle(textHash(merged.text) === hash ? "unchanged" : "updated", merged.text);
    else {
      // The ancestor stays until the conflict is settled; the same question is not asked twice.
      known[path] = { ...before, offered: wanted.sha256 };
      files.push({ path, zone, action: "conflict", contents: merged.text });
      planBase(basePath, base, base, planner);
    }
  }
}

function planBase(
  path: string,
  contents: string,
  current: string | undefined,
  { files, known }: Planner,
): void {
  const action =
    current === undefined ? "created" : textHash(current) === textHash(contents) ? "unchanged" : "updated";
  known[path] = { zone: "generated", sha256: textHash(contents) };
  files.push({ path, zone: "generated", action, contents });
}

/** Takes a handler to its operation's new name. False when there is nothing to take. */
async function planMove(
  file: OutputFile,
  { from, to, rename }: HandlerMove,
  planner: Planner,
): Promise<boolean> {
  const { target, files, known, notes, signal } = planner;
  const text = await target.read(from, signal);
  if (text === undefined || (from !== to && (await target.read(to, signal)) !== undefined)) return false;
  const contents = rename(text);
  known[to] = { zone: "yours", sha256: textHash(file.contents) };
  files.push({ path: to, zone: "yours", action: from === to ? "updated" : "created", contents });
  if (from !== to) {
    files.push({ path: from, zone: "yours", action: "removed", contents: "" });
    notes.add("Handlers went along with the new names of their operations", `${from} is ${to}`);
  }
  return true;
}

async function planLeftovers(planner: Planner): Promise<void> {
  const { earlier, target, files, known, notes, signal } = planner;
  const planned = new Set(files.map(({ path }) => path));
  for (const [path, file] of Object.entries(earlier?.files ?? {})) {
    if (planned.has(path) || Object.hasOwn(known, path)) continue;
    const current = await target.read(path, signal);
    if (current === undefined) continue;
    if (mayRemove(path, file, current))
      files.push({ path, zone: "generated", action: "removed", contents: "" });
    else {
      known[path] = file;
      if (!path.startsWith("src/handlers/")) notes.add(leftoverNote(file), path);
    }
  }
}

/** Only what we wrote, where we write it, as we wrote it. */
function mayRemove(path: string, { zone, sha256 }: ManifestFile, current: string): boolean {
  const isOurs = ["src/api/generated/", "test/generated/", baseFolder].some((folder) =>
    path.startsWith(folder),
  );
  return zone === "generated" && isOurs && textHash(current) === sha256;
}

function leftoverNote({ zone }: ManifestFile): string {
  return zone === "generated"
    ? "Generated files that are not needed any more were edited and are kept"
    : "Files that are not needed any more are kept";
}
