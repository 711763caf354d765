/** The answer "one question back". */
export const back = Symbol("back");
export type Back = typeof back;

/** Where a question stands in its series; steps count from 1. */
export interface Frame {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** One question of a series. It sees the answers so far and adds its own; undefined: the person gave up. */
export type Step<Answers> = (answers: Answers, frame: Frame) => Promise<Partial<Answers> | Back | undefined>;

/** Asks a series of questions, forwards and back. Undefined when the person gave up on the way. */
export async function askAll<Answers extends object>(
  title: string,
  steps: readonly Step<Answers>[],
  known: Answers,
): Promise<Answers | undefined> {
  const history = [known];
  for (;;) {
    const answers = history.at(-1) ?? known;
    const step = steps[history.length - 1];
    if (!step) return answers;
    const answer = await step(answers, { title, step: history.length, totalSteps: steps.length });
    if (answer === undefined) return undefined;
    if (answer === back) history.pop();
    else history.push({ ...answers, ...answer });
  }
}
