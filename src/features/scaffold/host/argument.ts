import { Uri } from "vscode";

/** What a command was started on: a description, and perhaps which of its operations. */
export interface ScaffoldTarget {
  readonly contract: Uri;
  /** JSON pointers, or all there are; absent: ask. */
  readonly operations?: readonly string[] | "all";
}

/**
 * Reads the argument of a scaffold command: a URI from a menu, which leaves the operations open, or what
 * lenses and code actions pass. Anything else, from a keybinding or another extension, counts as no argument.
 */
export function readTarget(argument: unknown): ScaffoldTarget | undefined {
  if (argument instanceof Uri) return { contract: argument };
  if (typeof argument !== "object" || argument === null || !("uri" in argument)) return undefined;
  if (typeof argument.uri !== "string") return undefined;
  const contract = Uri.parse(argument.uri);
  const operation = "operation" in argument ? argument.operation : undefined;
  return { contract, operations: typeof operation === "string" ? [operation] : "all" };
}
