import { parseArgs, type ParseArgsConfig } from "node:util";
import { UserError } from "../shared/userError.ts";

/** Wrong usage: the sentence, and the usage of the verb below it. */
export class UsageError extends UserError {}

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Parses what follows a verb.
 * @throws UsageError with a sentence about the first argument that does not fit.
 */
export function readArguments<T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(firstSentence(error instanceof Error ? error.message : String(error)));
  }
}

/** Node's message goes on about positionals that start with a dash; the first sentence is what counts. */
function firstSentence(message: string): string {
  return `${message.split(". ")[0] ?? message}.`.replace("..", ".");
}

/** Checks an option against its values. @throws UsageError that lists them. */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined)
    throw new UsageError(`--${option} is ${allowed.join(", ")}; "${value}" is none of them.`);
  return found;
}
