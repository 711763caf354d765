/**
 * What crosses between the panel that compares schemas (a webview) and its host, over src/shared/channel.ts.
 * The host checks everything that arrives from the page.
 */
import type { ConnectionRole } from "./engine/connection/target.ts";
import type { RelationLock } from "./engine/apply/trace.ts";
import type { ChangeGroup } from "./engine/view/changeGroups.ts";
import type { StepView } from "./engine/view/stepViews.ts";
import type { SchemaPlace } from "./protocol.ts";

export type { ChangeGroup, ChangeView } from "./engine/view/changeGroups.ts";
export type { StatementView, StepView } from "./engine/view/stepViews.ts";
export type { SchemaPlace } from "./protocol.ts";

/** One side of the comparison, in words. */
export interface PlaceView {
  readonly kind: SchemaPlace["kind"];
  readonly name: string;
  /** What the database is for; null: files. */
  readonly role: ConnectionRole | null;
}

export type Activity =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly what: string }
  | { readonly kind: "stopping" };

/** A question for a person: one thing under a new name, or two things? */
export interface RenameQuestion {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

export interface RenameAnswer {
  readonly from: string;
  readonly to: string;
  readonly isRename: boolean;
}

export interface CheckView {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string | null;
}

export interface ComparisonView {
  readonly isEqual: boolean;
  readonly losses: readonly string[];
  readonly questions: readonly RenameQuestion[];
  readonly groups: readonly ChangeGroup[];
  readonly isProven: boolean;
  readonly checks: readonly CheckView[];
  /** "table public.t: no rows could be made up for it" */
  readonly unproven: readonly string[];
  readonly unmodelled: readonly string[];
  readonly notes: readonly string[];
  readonly tool: string;
  readonly files: readonly string[];
  readonly up: readonly StepView[];
  readonly down: readonly StepView[];
  readonly irreversible: readonly string[];
}

/** What a statement did when it was tried. */
export interface TriedStatement {
  readonly sql: string;
  readonly blocks: string;
  readonly locks: readonly RelationLock[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  /** Seconds for a table of this size; null: instant at any size. */
  readonly estimate: { readonly from: number; readonly to: number } | null;
}

export interface DryRunView {
  /** Where: "a copy of the schema of shop". */
  readonly where: string;
  /** By the statements of the way up, in their order. */
  readonly statements: readonly TriedStatement[];
  /** What the run could not show. */
  readonly unproven: readonly string[];
}

/** What came of the last thing that was asked for, in sentences. */
export interface Outcome {
  readonly tone: "good" | "plain";
  readonly sentences: readonly string[];
  /** Whether there is a file to open. */
  readonly hasFile: boolean;
}

/** What can be done now; a sentence says why not. */
export interface Abilities {
  readonly save: string | null;
  readonly dryRun: string | null;
  readonly apply: string | null;
  /** Undefined when nothing was applied here. */
  readonly takeBack?: string | null;
}

/** Whatever the page shows. */
export interface ComparePanelState {
  readonly from: PlaceView;
  readonly to: PlaceView;
  readonly activity: Activity;
  /** Null: not compared yet. */
  readonly comparison: ComparisonView | null;
  readonly answers: readonly RenameAnswer[];
  readonly dryRun: DryRunView | null;
  readonly outcome: Outcome | null;
  /** Why the last thing that was asked for did not happen; null: it did. */
  readonly failure: string | null;
  readonly can: Abilities;
  /** What the page keeps for a reload of the window. */
  readonly saved: SavedComparison;
}

export interface SavedComparison {
  readonly from: SchemaPlace;
  readonly to: SchemaPlace;
  readonly answers: readonly RenameAnswer[];
  readonly tool: string | null;
}

/** What the host can ask about with a list of its own, or does at once. */
export const panelChoices = ["from", "to", "swap", "tool"] as const;
export type PanelChoice = (typeof panelChoices)[number];

/** What the host does for the page. Failures that people can act on arrive as their sentence. */
export interface ComparePanelHostApi {
  /** The page has loaded and wants everything. */
  ready(params: null): ComparePanelState;
  /** Compares again; resolves when it is over. */
  compare(params: null): null;
  stop(params: null): null;
  /** Answers a question, or takes an answer back. */
  answer(params: { readonly from: string; readonly to: string; readonly isRename: boolean | null }): null;
  choose(params: { readonly what: PanelChoice }): null;
  save(params: null): null;
  openFile(params: null): null;
  dryRun(params: { readonly on: "copy" | "database" }): null;
  apply(params: null): null;
  takeBack(params: null): null;
  /** Shows the SQL of an object on both sides. */
  showDdl(params: { readonly object: string }): null;
}

/** What the page does for the host. */
export interface ComparePanelPageApi {
  /** Shows the parts that changed. */
  show(parts: Partial<ComparePanelState>): null;
}
