import type { Finding, Range } from "../finding.ts";
import type { RuleExplanation } from "../ruleset/explain.ts";
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

/** A question about a rule of a ruleset. */
export interface ExplainJob {
  readonly code: string;
  readonly rulesetPath?: string;
  readonly trusted: boolean;
}

/** The explanation, or names that the asker may have meant. */
export interface ExplainResult {
  readonly explanation?: RuleExplanation;
  readonly similar: readonly string[];
}

/** What a lint worker does for its owner. */
export interface LintWorkerApi {
  lint(job: LintJob): LintResult;
  /** @throws UserError when the ruleset cannot be used. */
  explain(job: ExplainJob): ExplainResult;
}

/** What the owner does for its worker. */
export interface LintOwnerApi {
  /** The text of a file, unsaved edits included. Throws when there is none. */
  readText(path: string): string;
}
