/**
 * A failure that its reader can act on: the message is one sentence that names the place and the way out.
 * Everything else that is thrown is a defect and goes to the log with its stack.
 */
export class UserError extends Error {
  override readonly name = "UserError";

  static is(error: unknown): error is UserError {
    return error instanceof UserError;
  }
}

/** Tells whether an error only says that its caller gave up waiting. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
