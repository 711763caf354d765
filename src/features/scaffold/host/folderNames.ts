/** Names for a folder that receives a service, the preferred one first. */
export const serviceFolderNames: readonly string[] = ["api", "service", "backend", "api-service"];

const reservedCharacters = /[<>:"|?*\p{Cc}]/u;

/** Why a typed folder path cannot be used: a reason to show, or undefined when it can. */
export type PathProblem = "absolute" | "outside" | "characters";

/**
 * Checks a folder path that somebody typed, relative to a workspace folder: it must stay inside, and must be a
 * legal path on every platform.
 */
export function pathProblem(path: string): PathProblem | undefined {
  if (/^(?:[/\\~]|[a-z]:)/i.test(path)) return "absolute";
  const segments = path.split(/[/\\]/);
  if (segments.includes("..")) return "outside";
  return reservedCharacters.test(path) ? "characters" : undefined;
}
