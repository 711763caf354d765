import { window } from "vscode";

/** A button on a message: a verb and what it does. */
export interface Action {
  readonly title: string;
  run(): unknown;
}

/** Tells the outcome of something that the user asked for. Resolves when the message is gone and its action ran. */
export async function inform(message: string, ...actions: readonly Action[]): Promise<void> {
  await run(actions, await window.showInformationMessage(message, ...actions.map(({ title }) => title)));
}

/** Tells about something that needs a look or a decision. Resolves like `inform`. */
export async function warn(message: string, ...actions: readonly Action[]): Promise<void> {
  await run(actions, await window.showWarningMessage(message, ...actions.map(({ title }) => title)));
}

/** Asks for one of a few answers; undefined when the message is dismissed. */
export async function choose<Answer extends string>(
  message: string,
  ...answers: readonly Answer[]
): Promise<Answer | undefined> {
  const answer = await window.showWarningMessage<string>(message, ...answers);
  return answers.find((title) => title === answer);
}

async function run(actions: readonly Action[], chosen: string | undefined): Promise<void> {
  await actions.find(({ title }) => title === chosen)?.run();
}
