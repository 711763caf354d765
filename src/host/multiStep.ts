/** The answer "one question back". */
export const back = Symbol("back");
export type Back = typeof back;

/** The answer "this need not be asked". */
export const skip = Symbol("skip");
export type Skip = typeof skip;

/** Where a question stands in its series; steps count from 1. */
export interface Frame {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** One question of a series. It sees the answers so far and adds its own; undefined: the person gave up. */
export type Step<Answers> = (
  answers: Answers,
  frame: Frame,
) => Promise<Partial<Answers> | Back | Skip | undefined>;

/** Asks a series of questions, forwards and back. Undefined when the person gave up on the way. */
export async function askAll<Answers extends object>(
  title: string,
  steps: readonly Step<Answers>[],
  known: Answers,
): Promise<Answers | undefined> {
  const history = [{ answers: known, asked: true }];
  for (;;) {
    const answers = history.at(-1)?.answers ?? known;
    const step = steps[history.length - 1];
    if (!step) return answers;
    const answer = await step(answers, { title, step: history.length, totalSteps: steps.length });
    if (answer === undefined) return undefined;
    if (answer === back) dropLastAsked(history);
    else if (answer === skip) history.push({ answers, asked: false });
    else history.push({ answers: { ...answers, ...answer }, asked: true });
  }
}

function dropLastAsked(history: { readonly asked: boolean }[]): void {
  while (history.pop()?.asked === false);
}
