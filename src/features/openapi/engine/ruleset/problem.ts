import type { Range } from "../finding.ts";

/** A ruleset that cannot be used: one sentence, and the file and place that it is about. */
export class RulesetProblem extends Error {
  override readonly name = "RulesetProblem";
  readonly file: string;
  readonly range: Range | undefined;

  constructor(file: string, message: string, range?: Range) {
    super(message);
    this.file = file;
    this.range = range;
  }

  static is(error: unknown): error is RulesetProblem {
    return error instanceof RulesetProblem;
  }
}
