import assert from "node:assert/strict";
import * as vscode from "vscode";
import { test } from "../index.ts";
import { eventually, extension } from "../support.ts";

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

const contributed = (extension().packageJSON as Manifest).contributes.commands.map(({ command }) => command);

test("every contributed command is registered", async () => {
  await extension().activate();
  const registered = new Set(await vscode.commands.getCommands(true));
  assert.deepEqual(
    contributed.filter((command) => !registered.has(command)),
    [],
  );
});

for (const command of contributed) {
  test(`${command} ends without an error when nothing is open`, async () => {
    await runAndDismiss(command);
  });
}

/** Runs a command and turns down whatever it asks; it has to end then, and not by throwing. */
async function runAndDismiss(command: string): Promise<void> {
  let ended = false;
  let failure: unknown;
  vscode.commands.executeCommand(command).then(
    () => (ended = true),
    (error: unknown) => {
      ended = true;
      failure = error;
    },
  );
  await eventually(`${command} has ended`, () => dismissed(() => ended), Boolean);
  assert.equal(failure, undefined);
}

async function dismissed(hasEnded: () => boolean): Promise<boolean> {
  if (hasEnded()) return true;
  await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
  await vscode.commands.executeCommand("notifications.clearAll");
  return hasEnded();
}
