import type { Finding, Range } from "../finding.ts";
import type { TextEdit } from "../fixes/editor.ts";
import type { Fix } from "../fixes/fix.ts";
import type { FixPlace } from "../fixes/index.ts";
import type { Outline } from "../outline.ts";
import type { RuleExplanation } from "../ruleset/explain.ts";
import type { TextChange } from "../pieces/pieceTable.ts";
import type { SyntaxProblem } from "../syntax.ts";
import type { FileChanges } from "./liveFiles.ts";
import type { ShownMessage } from "./shownFindings.ts";

/** One lint run: a root document, and the ruleset that applies to it. */
export interface LintJob {
  /** Path of the root document; relative `$ref`s start from its folder. */
  readonly path: string;
  readonly source: JobText;
  /** Path of the ruleset; absent: the built-in rules. */
  readonly rulesetPath?: string;
  /** Whether rulesets may run code. */
  readonly trusted: boolean;
  /** How many findings are wanted, the gravest first; absent: all of them. */
  readonly atMost?: number;
  /**
   * When something besides the document may last have changed, as a number that grows; absent: just now. Rulesets that
   * were read since then are not read again.
   */
  readonly surroundings?: number;
  /** When files that the document refers to changed; absent: they may just have. Numbers are those of `surroundings`. */
  readonly fileChanges?: FileChanges;
  /** Whether somebody is typing: then nothing is done that takes longer with a longer document. */
  readonly isHasty?: boolean;
}

/** The text of a job: whole, or as changes of a version that the worker has. Versions are kept for the next job. */
export type JobText =
  | { readonly text: string; readonly version?: number }
  | {
      readonly since: number;
      readonly version: number;
      readonly changes: readonly TextChange[];
      /** Number of UTF-16 units after the changes. */
      readonly length: number;
    };

export interface LintResult {
  /** In the order of places, or the gravest first where that is what an edit changes least. */
  readonly findings: readonly Finding[];
  readonly counts: Counts;
  /** The worker has not the version that changes were given for: the job has to come with its text. */
  readonly asksForText?: true;
  /** Nothing was linted: this version needs a run over the whole document, in a thread that may be ended. */
  readonly needsWhole?: true;
  /** Rules are left to spectral-core: of them, what they found before is among the findings where nothing changed. */
  readonly isPartial?: true;
  /** Where the root document stops being YAML or JSON; findings beyond syntax are guesses then. */
  readonly syntax?: SyntaxProblem;
  /** Every file that was read for the run, rulesets included: a change in one of them makes the result stale. */
  readonly files: readonly string[];
  /** Why nothing was linted, when the ruleset could not be used. */
  readonly problem?: { readonly message: string; readonly file: string; readonly range?: Range };
}

/** How many findings there are, those that are not listed included. */
export interface Counts {
  readonly findings: number;
  readonly security: number;
}

/** A job of a document that the worker may have. */
export interface LintQuestion extends LintJob {
  /** Number of the last message about what is shown of the document; absent: there was none. */
  readonly has?: number;
}

/** What a job found; of documents that the worker has, findings are told as a difference. */
export interface LintAnswer extends LintResult {
  readonly shown?: ShownMessage;
  /** Names of the rules that are left to spectral-core. */
  readonly left?: readonly string[];
}

/** A run of the rules that are left to spectral-core, in a thread that may be ended. */
export interface RestJob extends Pick<LintJob, "path" | "rulesetPath" | "trusted" | "atMost"> {
  readonly text: string;
  /** Names of the rules. */
  readonly rules: readonly string[];
}

/** What they found. */
export interface RestFindings extends Pick<LintResult, "files"> {
  /** The gravest, in the order of places. */
  readonly findings: readonly Finding[];
  /** How many there are besides. */
  readonly unlisted: Counts;
}

/** What they found, for the thread that has the document. */
export interface RestQuestion extends Pick<LintQuestion, "path" | "atMost" | "has"> {
  /** Of the document that they ran on. */
  readonly version: number;
  readonly rest: RestFindings;
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

export interface OutlineQuestion {
  readonly path: string;
  readonly source: JobText;
}

export interface OutlineAnswer extends Pick<LintResult, "asksForText"> {
  readonly outline: Outline;
}

export interface FixQuestion {
  readonly path: string;
  readonly source: JobText;
  readonly places: readonly FixPlace[];
}

export interface FixAnswer extends Pick<LintResult, "asksForText"> {
  /** For each place; undefined where there is none. */
  readonly fixes: readonly (FixProposal | undefined)[];
}

/** What a fix changes in the text. */
export interface FixProposal extends Pick<Fix, "title" | "kind"> {
  readonly edit: TextEdit;
}

/** What a lint worker does for its owner. */
export interface LintWorkerApi {
  lint(question: LintQuestion): LintAnswer;
  rest(job: RestJob): RestFindings;
  /** Joins what was left with what it was left of; `needsWhole` when the thread has not that version. */
  join(question: RestQuestion): LintAnswer;
  outline(question: OutlineQuestion): OutlineAnswer;
  fixes(question: FixQuestion): FixAnswer;
  /** @throws UserError when the ruleset cannot be used. */
  explain(job: ExplainJob): ExplainResult;
}

/** What the owner does for its worker. */
export interface LintOwnerApi {
  /** The run goes on in spectral-core, which may take long. */
  leftToSpectral(path: string): void;
  /** The text of a file, unsaved edits included. Throws when there is none. */
  readText(path: string): string;
}
