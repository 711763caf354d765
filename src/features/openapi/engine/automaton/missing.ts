import { groupBy } from "../../../../shared/groupBy.ts";
import { comparePositions, type Position } from "../../../../shared/textRange.ts";
import { areInOneFile, fragmentOf, inFile, nameOfFile, notAPointer } from "./files.ts";
import { pathOfPointer } from "./references.ts";
import type { MissingTarget } from "./resolve.ts";
import type { Result } from "./result.ts";

/** Why a file is not there, by its key; undefined when it is. */
export type ProblemOfFile = (file: string) => string | undefined;

/**
 * Says once of each target that is not there that references lead to it.
 * @param startOf where the value at a path starts in its file.
 */
export function missingTargets(
  missing: readonly MissingTarget[],
  problemOf: ProblemOfFile,
  startOf: (path: readonly string[]) => Position,
): readonly Result[] {
  const all = missing.flatMap(({ pointer, sites }) =>
    sites.map((site) => ({ message: messageFor(pointer, site, problemOf), path: [...site, "$ref"] })),
  );
  return [...groupBy(all, ({ message }) => message)].map(([message, sites]) => {
    const paths = sites.map(({ path }) => path);
    const [start = []] = paths;
    const inOneFile = paths.filter((other) => areInOneFile(start, other));
    const path = paths.length === 1 ? start : firstInText(inOneFile, startOf);
    return { code: "invalid-ref", message, severity: 0, path };
  });
}

function firstInText(
  paths: readonly (readonly string[])[],
  startOf: (path: readonly string[]) => Position,
): readonly string[] {
  const [first] = paths
    .map((path) => ({ path, start: startOf(path) }))
    .sort((a, b) => comparePositions(a.start, b.start));
  return first?.path ?? [];
}

function messageFor(pointer: string, site: readonly string[], problemOf: ProblemOfFile): string {
  const target = pathOfPointer(pointer);
  const { file } = inFile(target);
  const noPointer = file !== undefined && notAPointer(file);
  if (noPointer) return `'${noPointer}' JSON pointer is invalid`;
  const problem = file !== undefined && problemOf(file);
  if (problem) return problem;
  const missing = `'${fragmentOf(pointer)}' does not exist`;
  return file === undefined || areInOneFile(target, site) ? missing : `${missing} @ '${nameOfFile(file)}'`;
}
