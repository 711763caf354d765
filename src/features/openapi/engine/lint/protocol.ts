import type { Finding, Range } from "../finding.ts";
import type { SyntaxProblem } from "../syntax.ts";

/** One lint run: a root document, and the ruleset that applies to it. */
export interface LintJob {
  /** Path of the root document; relative `$ref`s start from its folder. */
  readonly path: string;
  readonly text: string;
  /** Path of the ruleset; absent: the built-in rules. */
  readonly rulesetPath?: string;
  /** Whether rulesets may run code. */
  readonly trusted: boolean;
}

export interface LintResult {
  readonly findings: readonly Finding[];
  /** Where the root document stops being YAML or JSON; findings beyond syntax are guesses then. */
  readonly syntax?: SyntaxProblem;
  /** Every file that was read for the run, rulesets included: a change in one of them makes the result stale. */
  readonly files: readonly string[];
  /** Why nothing was linted, when the ruleset could not be used. */
  readonly problem?: { readonly message: string; readonly file: string; readonly range?: Range };
}

/** What a lint worker does for its owner. */
export interface LintWorkerApi {
  lint(job: LintJob): LintResult;
}

/** What the owner does for its worker. */
export interface LintOwnerApi {
  /** The text of a file, unsaved edits included. Throws when there is none. */
  readText(path: string): string;
}
