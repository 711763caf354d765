import { commands, type Disposable } from "vscode";
import type { CommandArguments, CommandId } from "./contributions.ts";
import type { ErrorReporter } from "./errors.ts";

/** Registers the commands of the extension; what they throw is reported, never swallowed. */
export interface Commands {
  /** @param title what the command is called when it fails. */
  register<Id extends CommandId>(
    id: Id,
    title: string,
    run: (...args: CommandArguments[Id]) => unknown,
  ): Disposable;
}

export function createCommands(errors: ErrorReporter): Commands {
  return {
    register: (id, title, run) =>
      commands.registerCommand(id, async (...args: CommandArguments[typeof id]) => {
        try {
          await run(...args);
        } catch (error) {
          errors.report(error, title);
        }
      }),
  };
}

/** Runs one of our own commands. */
export async function runCommand<Id extends CommandId>(id: Id, ...args: CommandArguments[Id]): Promise<void> {
  await commands.executeCommand(id, ...args);
}
