import type { Ruleset } from "@stoplight/spectral-core";
import { editorOf } from "../fixes/editor.ts";
import { type FixPlace, type ProposedFix, proposeFixes } from "../fixes/index.ts";
import { NotInPieces, pieceEditor } from "../fixes/pieceEditor.ts";
import { LiveLint, type LiveFiles } from "../live/liveLint.ts";
import type { Summary } from "../live/tally.ts";
import { outlineOf, type Outline } from "../outline.ts";
import { outlineOfCut } from "../pieces/outlineCut.ts";
import { PieceTable } from "../pieces/pieceTable.ts";
import { syntaxProblemOfCut } from "../pieces/pieceSyntax.ts";
import type { SyntaxProblem } from "../syntax.ts";
import type { JobText, RestFindings } from "./protocol.ts";
import { LiveFileTable, type FileChanges } from "./liveFiles.ts";
import type { ReadFile } from "./sources.ts";
import { ShownSender } from "./shownFindings.ts";

/** Documents in more versions than this make place for others. */
const most = 3;

/** What an edit leads to without looking at the whole document. */
export type LiveAnswer = Summary | { readonly syntax: SyntaxProblem };

/** A document that is being edited, and what is known of its findings. */
export class LiveDocument {
  readonly #path: string;
  readonly #table: PieceTable;
  readonly #files: LiveFileTable;
  version: number;
  /** Tells the owner of the thread what is shown. */
  readonly sender = new ShownSender();
  #live: { readonly lint: LiveLint; readonly ruleset: Ruleset } | undefined;
  /** How often in a row it could not be linted in pieces, and how many runs go by until that is tried again. */
  #failures = 0;
  #wait = 0;

  constructor(path: string, text: string, version: number) {
    this.#path = path;
    this.#table = new PieceTable(path, text);
    this.#files = new LiveFileTable(path);
    this.version = version;
  }

  get text(): string {
    return this.#table.text;
  }

  /** Takes changes in. @returns whether the text is what the sender has, by its length. */
  change({ changes, version, length }: Extract<JobText, { readonly since: number }>): boolean {
    for (const change of changes) this.#table.change(change);
    this.version = version;
    return this.#table.length === length;
  }

  outline(): Outline {
    return this.#table.cut ? outlineOfCut(this.#table.cut) : outlineOf(this.text);
  }

  /** Proposes fixes, each undefined where there is none. */
  fixes(places: readonly FixPlace[]): readonly (ProposedFix | undefined)[] {
    const { cut } = this.#table;
    try {
      if (cut) return proposeFixes(pieceEditor(cut), places);
    } catch (error) {
      if (!(error instanceof NotInPieces)) throw error;
    }
    return proposeFixes(editorOf(this.text), places);
  }

  /** Number of UTF-16 units. */
  get length(): number {
    return this.#table.length;
  }

  /**
   * Lints what changed, here and in files that are referred to. Undefined when the document has to be linted as a whole,
   * as one that nothing is known of.
   */
  async lint(
    ruleset: Ruleset,
    atMost: number,
    { isHasty = false, mayLeave = false, readFile = noFile, changes }: LiveRun = {},
  ): Promise<LiveAnswer | undefined> {
    const { cut } = this.#table;
    const files = cut ? await this.#files.update(cut, readFile, changes) : noFiles;
    try {
      if (this.#live?.ruleset !== ruleset || (!mayLeave && this.left.length > 0)) this.#live = undefined;
      return (
        this.#update(files, atMost) ?? (isHasty ? undefined : this.#start(files, ruleset, atMost, mayLeave))
      );
    } catch {
      // It is linted as a whole, which finds the same or says why not.
      this.#live = undefined;
      this.#failures++;
      // Half-typed references are gone with the next edit; what stays is tried less and less often.
      this.#wait = this.#failures === 1 ? 0 : Math.min(2 ** this.#failures, 64);
      return undefined;
    }
  }

  /** Paths of the files that it refers to, whether they are there or not. */
  get files(): readonly string[] {
    return this.#files.asked;
  }

  /** Names of the rules that are left to spectral-core. */
  get left(): readonly string[] {
    return this.#live?.lint.left ?? [];
  }

  /** Takes in what these rules found in the document as it is. Undefined when it is not kept in pieces. */
  takeRest({ findings, unlisted }: RestFindings, atMost: number): Summary | undefined {
    this.#live?.lint.setRest(findings, unlisted);
    return this.#live?.lint.summary(atMost);
  }

  #update(files: LiveFiles, atMost: number): LiveAnswer | undefined {
    const { cut, torn } = this.#table;
    if (!this.#live || !torn) return undefined;
    const outcome = cut ? this.#live.lint.update(cut, files) : "unreadable";
    if (outcome === "done") return this.#live.lint.summary(atMost);
    if (outcome === "other") this.#live = undefined;
    const syntax = outcome === "unreadable" ? syntaxProblemOfCut(torn) : undefined;
    return syntax && { syntax };
  }

  #start(files: LiveFiles, ruleset: Ruleset, atMost: number, mayLeave: boolean): LiveAnswer | undefined {
    const { cut } = this.#table;
    if (this.#live || !cut || this.#wait-- > 0) return undefined;
    const lint = new LiveLint(this.#path, cut, files, ruleset, mayLeave);
    this.#live = { lint, ruleset };
    this.#failures = 0;
    this.#wait = 0;
    return lint.summary(atMost);
  }
}

/** How a document is linted. */
export interface LiveRun {
  /** Whether to leave it at that when nothing is known of the document. */
  readonly isHasty?: boolean;
  /** Whether rules may be left to spectral-core; then what they found last is among the findings. */
  readonly mayLeave?: boolean;
  /** Reads files that it refers to; absent: there are none. */
  readonly readFile?: ReadFile;
  /** Files that were read since they changed are not read again; absent: all are. */
  readonly changes?: FileChanges | undefined;
}

const noFiles: LiveFiles = new Map();
const noFile: ReadFile = () => Promise.reject(new Error("There is no such file."));

/** The documents that a worker has, the last ones first. */
export class LiveDocuments {
  readonly #documents = new Map<string, LiveDocument>();

  /** The document at a path in a version; undefined when there is none. */
  at(path: string, version: number): LiveDocument | undefined {
    const document = this.#documents.get(path);
    return document?.version === version ? document : undefined;
  }

  /** The document of a job, in the version of the job; undefined when the text is asked for. */
  take(path: string, source: JobText): LiveDocument | undefined {
    const known = this.#documents.get(path);
    this.#documents.delete(path);
    const document = "text" in source ? create(path, source, known) : follow(source, known);
    if (!document) return undefined;
    this.#documents.set(path, document);
    for (const oldest of this.#documents.keys()) {
      if (this.#documents.size <= most) break;
      this.#documents.delete(oldest);
    }
    return document;
  }
}

function create(
  path: string,
  { text, version = -1 }: Extract<JobText, { readonly text: string }>,
  known: LiveDocument | undefined,
): LiveDocument {
  if (known && version >= 0 && known.version === version && known.text === text) return known;
  return new LiveDocument(path, text, version);
}

function follow(
  source: Extract<JobText, { readonly since: number }>,
  known: LiveDocument | undefined,
): LiveDocument | undefined {
  return known?.version === source.since && known.change(source) ? known : undefined;
}
