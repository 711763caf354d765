/** The id under which a script that does not parse is told. */
export const syntaxErrorCode = "syntax-error";
/** The id under which a comment that names no reason is told. */
export const reasonlessCode = "ignore-without-reason";

/** Tells whether a comment can settle findings of a rule. */
export function isIgnorable(code: string): boolean {
  return code !== syntaxErrorCode && code !== reasonlessCode;
}

/** The comment that goes above a statement; a reason of several lines becomes one. */
export function ignoreComment(code: string, reason: string): string {
  return `-- senior-backend-ignore ${code}: ${reason.replace(/\s+/g, " ").trim()}`;
}
