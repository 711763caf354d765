import { type InputBox, QuickInputButtons, window } from "vscode";
import { DisposableStore } from "../shared/disposable.ts";
import { back, type Back, type Frame } from "./multiStep.ts";

export interface TextQuestion {
  readonly prompt: string;
  readonly placeholder?: string;
  /** What stands in the box at first. */
  readonly value?: string;
  readonly password?: boolean;
  /** What is wrong with a text, in one sentence; undefined when nothing is. */
  readonly problem?: (text: string) => string | undefined;
}

/** Asks for a line of text with step numbers and a back button. Undefined when the person gave up. */
export async function askText(
  { title, step, totalSteps }: Frame,
  question: TextQuestion,
): Promise<string | Back | undefined> {
  const parts = new DisposableStore();
  const box = parts.add(window.createInputBox());
  const { prompt, placeholder = "", value = "", password = false } = question;
  Object.assign(box, { title, prompt, placeholder, value, password, ignoreFocusOut: true });
  if (totalSteps > 1) Object.assign(box, { step, totalSteps });
  if (step > 1) box.buttons = [QuickInputButtons.Back];
  try {
    return await answerOf(box, question, parts);
  } finally {
    parts.dispose();
  }
}

function answerOf(
  box: InputBox,
  { problem }: TextQuestion,
  parts: DisposableStore,
): Promise<string | Back | undefined> {
  return new Promise((resolve) => {
    parts.add(box.onDidHide(() => resolve(undefined)));
    parts.add(box.onDidTriggerButton(() => resolve(back)));
    parts.add(box.onDidChangeValue(() => (box.validationMessage = undefined)));
    parts.add(
      box.onDidAccept(() => {
        const complaint = problem?.(box.value);
        if (complaint === undefined) resolve(box.value);
        else box.validationMessage = complaint;
      }),
    );
    box.show();
  });
}
