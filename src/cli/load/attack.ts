import { UsageError } from "../arguments.ts";
import type { ExitCode, Terminal } from "../verb.ts";
import type { LoadFlags } from "./flags.ts";

export function attack(flags: LoadFlags, terminal: Terminal): Promise<ExitCode> {
  terminal.signal.throwIfAborted();
  return Promise.reject(new UsageError(`--attack cannot test ${flags.positionals[0] ?? "this"} yet.`));
}
