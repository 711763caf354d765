import { QuickInputButtons, type QuickPick, type QuickPickItem, window } from "vscode";
import { DisposableStore } from "../shared/disposable.ts";
import { back, type Back, type Frame } from "./multiStep.ts";

/** An item of a list; without a value it only explains something and cannot be taken. */
export interface Choice<Value> extends QuickPickItem {
  readonly value?: Value;
}

export interface Question<Value> {
  readonly placeholder: string;
  /** A promise shows the list as busy until it is there. */
  readonly choices: readonly Choice<Value>[] | Promise<readonly Choice<Value>[]>;
  /** Turns what was typed into one more choice. */
  readonly fromText?: (text: string) => Choice<Value> | undefined;
}

/**
 * Shows one question as a quick pick with step numbers and a back button.
 * @throws what the promise of the choices throws.
 */
export async function pick<Value>(
  { title, step, totalSteps }: Frame,
  { placeholder, choices, fromText }: Question<Value>,
): Promise<Value | Back | undefined> {
  const parts = new DisposableStore();
  const list = parts.add(window.createQuickPick<Choice<Value>>());
  Object.assign(list, { title, placeholder, ignoreFocusOut: true, matchOnDescription: true });
  if (totalSteps > 1) Object.assign(list, { step, totalSteps });
  if (step > 1) list.buttons = [QuickInputButtons.Back];
  try {
    list.show();
    return await Promise.race([answerOf(list, parts), fill(list, choices, fromText, parts)]);
  } finally {
    parts.dispose();
  }
}

function answerOf<Value>(
  list: QuickPick<Choice<Value>>,
  parts: DisposableStore,
): Promise<Value | Back | undefined> {
  return new Promise((resolve) => {
    parts.add(list.onDidHide(() => resolve(undefined)));
    parts.add(list.onDidTriggerButton(() => resolve(back)));
    parts.add(
      list.onDidAccept(() => {
        const value = list.selectedItems[0]?.value;
        if (value !== undefined) resolve(value);
      }),
    );
  });
}

/** Fills the list when its choices are known, and never resolves: only answers end a question. */
async function fill<Value>(
  list: QuickPick<Choice<Value>>,
  choices: Question<Value>["choices"],
  fromText: Question<Value>["fromText"],
  parts: DisposableStore,
): Promise<never> {
  list.busy = true;
  const known = await choices;
  list.busy = false;
  list.items = known;
  if (fromText) {
    parts.add(
      list.onDidChangeValue((text) => {
        const typed = text.trim() === "" ? undefined : fromText(text.trim());
        list.items = typed ? [...known, { ...typed, alwaysShow: true }] : known;
      }),
    );
  }
  return new Promise<never>(() => undefined);
}
