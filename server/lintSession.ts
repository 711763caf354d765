import { DiagnosticSeverity, type Diagnostic } from "vscode-languageserver/node";
import type { Counts, LintResult } from "../src/features/openapi/engine/lint/protocol.ts";
import type { FileChanges } from "../src/features/openapi/engine/lint/liveFiles.ts";
import type { Finding, Range } from "../src/features/openapi/engine/finding.ts";
import { rulesetFor } from "../src/features/openapi/engine/lint/rulesetFor.ts";
import { after } from "./after.ts";
import type { Disposable } from "../src/shared/disposable.ts";
import { groupBy } from "../src/shared/groupBy.ts";
import { haveSameItems } from "../src/shared/haveSameItems.ts";
import type { SyntaxProblem } from "../src/features/openapi/engine/syntax.ts";
import type { OpenApiSettings } from "../src/shared/lspProtocol.ts";
import { isAbort, UserError } from "../src/shared/userError.ts";
import { documentDiagnostic, shownAtMost, source, syntaxDiagnostic, toDiagnostics } from "./diagnostics.ts";
import { notOpen, OpenDocument } from "./openDocument.ts";
import { showProgress } from "./progress.ts";
import type { Services } from "./services.ts";
import { fileName, pathOfUri } from "./uris.ts";

/** Why a run is asked for: typing waits for a pause, everything else does not. */
export type Occasion = "open" | "type" | "pause" | "save" | "change";

export type { Counts };

/** Longest pause (ms) that typing waits for; documents that lint fast wait less, or not at all. */
const longestPause = 500;
const shortestPause = 30;
/** How long (ms) nobody types before a run over the whole of a long document. */
const idle = 1000;
/** Runs that take less time (ms) need no pause before them. */
const quick = 100;

/**
 * Keeps the diagnostics of one root document, and of the files that it reaches, in step with what is shown: each
 * change cancels the run before it, and a result about an older version is never published.
 */
export class LintSession {
  readonly uri: string;
  /** Whether findings are shown although the document is not open: somebody asked for the whole workspace. */
  pinned = false;
  /** What the last run found; undefined before the first one ends. */
  counts: Counts | undefined;
  readonly #path: string;
  readonly #services: Services;
  #files: ReadonlySet<string>;
  readonly #diagnostics = new WeakMap<Finding, Diagnostic>();
  /** What is shown of each file. */
  readonly #shown = new Map<
    string,
    { readonly findings: readonly Finding[]; readonly diagnostics: readonly Diagnostic[] }
  >();
  /** Number of the last change of anything but the document itself. */
  #surroundings: number;
  /** When files that it refers to changed. */
  #fileChanges: FileChanges;
  #rulesetPath: { readonly of: string; readonly path: string | undefined } | undefined;
  #controller = new AbortController();
  #timer: Disposable | undefined;
  /** How long (ms) the last run took. */
  #duration = 0;

  constructor(uri: string, services: Services) {
    this.uri = uri;
    this.#path = pathOfUri(uri);
    this.#services = services;
    this.#surroundings = services.nextChange();
    this.#fileChanges = { since: this.#surroundings, files: new Map() };
    this.#files = new Set([this.#path]);
  }

  /** The file at a path changed: what is shown is stale when it depends on that. */
  fileChanged(path: string, occasion: Occasion): void {
    if (path === this.#path && occasion === "type") this.#schedule(occasion);
    else if (this.#files.has(path)) {
      this.#surroundings = this.#services.nextChange();
      const { since, files } = this.#fileChanges;
      this.#fileChanges = { since, files: new Map([...files, [path, this.#surroundings]]) };
      this.#schedule(occasion);
    }
  }

  /** Anything but the text of the document may have changed. */
  refresh(occasion: Occasion): void {
    this.#noteChange();
    this.#schedule(occasion);
  }

  #noteChange(): void {
    this.#surroundings = this.#services.nextChange();
    this.#fileChanges = { since: this.#surroundings, files: new Map() };
  }

  #schedule(occasion: Occasion): void {
    this.#controller.abort();
    this.#timer?.dispose();
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    this.#timer = after(this.#pauseFor(occasion), () => void this.#run(occasion, signal));
  }

  #pauseFor(occasion: Occasion): number {
    if (occasion === "pause") return idle;
    if (occasion !== "type" || this.#duration < quick) return 0;
    return Math.min(longestPause, Math.max(shortestPause, this.#duration / 4));
  }

  /** Lints at once. Resolves when the findings are shown, or a newer change made the run pointless. */
  async lintNow(): Promise<void> {
    this.#controller.abort();
    this.#timer?.dispose();
    this.#controller = new AbortController();
    this.#noteChange();
    await this.#run("open", this.#controller.signal);
  }

  async dispose(): Promise<void> {
    this.#controller.abort();
    this.#timer?.dispose();
    await this.#services.board.remove(this.uri);
  }

  async #run(occasion: Occasion, signal: AbortSignal): Promise<void> {
    try {
      const settings = await this.#services.settings.of(this.uri);
      if (settings.lint === "onSave" && occasion === "type") return;
      const before = this.counts;
      await (settings.lint === "off"
        ? this.#show(new Map(), new Map())
        : this.#lint(settings, occasion, signal));
      if (!signal.aborted && (occasion !== "type" || !isSame(before, this.counts)))
        this.#services.lensesChanged();
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.#report(error);
    }
  }

  /** Says in the log what went wrong by a defect. */
  #report(error: unknown): void {
    this.#services.connection.console.error(String((error as Error).stack));
  }

  async #lint(settings: OpenApiSettings, occasion: Occasion, signal: AbortSignal): Promise<void> {
    const { documents } = this.#services;
    const versions = documents.versions();
    const document = await this.#documentAt(this.#path);
    if (!document.isContract) {
      // The file was deleted, or is something else by now.
      this.counts = undefined;
      await this.#services.board.remove(this.uri);
      return;
    }
    const say = async (code: string, severity: DiagnosticSeverity, sentence: string) => {
      const only = documentDiagnostic(code, severity, sentence, document);
      await this.#show(new Map([[this.#path, [only]]]), versions);
    };
    if (document.length > settings.maxFileSize * 1_000_000) {
      await say(
        "file-too-large",
        DiagnosticSeverity.Information,
        tooLarge(document.length, settings.maxFileSize),
      );
      return;
    }
    const started = performance.now();
    try {
      const show = (part: LintResult) => this.#showResult(part, versions);
      const result = await this.#runEngine({ document, settings, occasion, signal, show });
      signal.throwIfAborted();
      if (!result.needsWhole) await show(result);
      signal.throwIfAborted();
      // Until somebody pauses, what was found before is shown.
      if (result.needsWhole || result.isPartial) this.#schedule("pause");
    } catch (error) {
      if (signal.aborted || isAbort(error)) throw error;
      if (!UserError.is(error)) this.#report(error);
      await say("lint-stopped", DiagnosticSeverity.Warning, UserError.is(error) ? error.message : defect);
    } finally {
      if (occasion === "type") this.#duration = performance.now() - started;
    }
  }

  async #runEngine({ document, settings, occasion, signal, show }: EngineRun): Promise<LintResult> {
    const { pool, connection, capabilities, workspace, documents } = this.#services;
    const path = this.#path;
    const stopped = new AbortController();
    const progress = showProgress(connection, capabilities(), `Linting ${fileName(path)}`, () =>
      stopped.abort(),
    );
    try {
      const surroundings = this.#surroundings;
      const rulesetPath = await this.#rulesetFor(settings.ruleset, signal);
      const request = {
        source: documents.sourceOf(path, document),
        trusted: workspace.trusted,
        surroundings,
        fileChanges: this.#fileChanges,
        atMost: shownAtMost,
        isHasty: occasion === "type",
        onPart: (part: LintResult) => {
          if (!signal.aborted) void show(part).catch((error: unknown) => this.#report(error));
        },
        ...(rulesetPath !== undefined && { rulesetPath }),
      };
      return await pool.lint(request, settings.lintMemory, AbortSignal.any([signal, stopped.signal]));
    } finally {
      progress.done();
    }
  }

  /** Path of the ruleset that applies; looked for anew after anything but the document changed. */
  async #rulesetFor(configured: string, signal: AbortSignal): Promise<string | undefined> {
    const folder = this.#services.workspace.folderOf(this.uri);
    const of = JSON.stringify([this.#surroundings, configured, folder]);
    if (this.#rulesetPath?.of !== of)
      this.#rulesetPath = { of, path: await rulesetFor(this.#path, signal, { configured, folder }) };
    return this.#rulesetPath.path;
  }

  async #showResult(result: LintResult, versions: ReadonlyMap<string, number>): Promise<void> {
    const { problem, syntax, findings, counts, files } = result;
    this.#files = new Set([this.#path, ...files]);
    this.counts = syntax || problem ? undefined : counts;
    const byPath = groupBy(findings, (finding) => finding.source);
    const diagnostics = new Map<string, readonly Diagnostic[]>();
    for (const path of this.#shown.keys()) if (!byPath.has(path)) this.#shown.delete(path);
    for (const path of new Set([this.#path, ...byPath.keys()])) {
      const left = path === this.#path ? counts.findings - findings.length : 0;
      diagnostics.set(path, await this.#diagnosticsOf(path, byPath.get(path) ?? [], left));
    }
    if (syntax) diagnostics.set(this.#path, await this.#syntaxDiagnostics(syntax));
    if (problem) await this.#addProblem(problem, diagnostics);
    await this.#show(diagnostics, versions);
  }

  /** @param left how many findings there are besides. */
  async #diagnosticsOf(
    path: string,
    findings: readonly Finding[],
    left: number,
  ): Promise<readonly Diagnostic[]> {
    const last = this.#shown.get(path);
    // In other files, findings are the same objects as long as they and their text are.
    if (path !== this.#path && last && haveSameItems(last.findings, findings)) return last.diagnostics;
    const diagnostics = toDiagnostics(findings, await this.#documentAt(path), left, this.#diagnostics);
    this.#shown.set(path, { findings, diagnostics });
    return diagnostics;
  }

  async #syntaxDiagnostics(problem: SyntaxProblem): Promise<Diagnostic[]> {
    return [syntaxDiagnostic(problem, await this.#documentAt(this.#path))];
  }

  /** The document at a path, open or on disk; an empty one when there is none. */
  async #documentAt(path: string): Promise<OpenDocument> {
    const { documents } = this.#services;
    return (
      documents.at(path) ??
      new OpenDocument(documents.uriOf(path), notOpen, await documents.readText(path).catch(() => ""))
    );
  }

  /** A ruleset that does not load is said where it is written, and where it was to apply. */
  async #addProblem(
    { message, file, range = startOfFile }: NonNullable<LintResult["problem"]>,
    diagnostics: Map<string, readonly Diagnostic[]>,
  ): Promise<void> {
    const { documents } = this.#services;
    const severity = DiagnosticSeverity.Error;
    const here = `Not linted, because ${fileName(file)} cannot be used. ${message}`;
    const related = { location: { uri: documents.uriOf(file), range }, message };
    const root = documentDiagnostic("ruleset", severity, here, await this.#documentAt(this.#path));
    diagnostics.set(this.#path, [{ ...root, relatedInformation: [related] }]);
    diagnostics.set(file, [{ source, code: "ruleset", severity, message, range }]);
  }

  /** Publishes what is still about the versions shown; for the rest, a newer run is already scheduled. */
  async #show(
    diagnostics: ReadonlyMap<string, readonly Diagnostic[]>,
    versions: ReadonlyMap<string, number>,
  ): Promise<void> {
    const { documents, board } = this.#services;
    const current = documents.versions();
    const isOpen = (uri: string) => current.has(uri);
    const byUri = new Map<string, readonly Diagnostic[]>();
    for (const [path, list] of diagnostics) {
      const uri = documents.uriOf(path);
      if (current.get(uri) !== versions.get(uri)) return;
      // A root that nobody asked about speaks only of the open files that it reaches.
      if (isOpen(uri) || isOpen(this.uri) || this.pinned) byUri.set(uri, list);
    }
    await board.show(this.uri, byUri, versions);
  }
}

interface EngineRun {
  readonly document: OpenDocument;
  readonly settings: OpenApiSettings;
  readonly occasion: Occasion;
  readonly signal: AbortSignal;
  readonly show: (part: LintResult) => Promise<void>;
}

function isSame(one: Counts | undefined, other: Counts | undefined): boolean {
  return one?.findings === other?.findings && one?.security === other?.security;
}

const defect = "Linting failed because of a defect; the log of Senior Backend says more.";
const startOfFile: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function tooLarge(size: number, limit: number): string {
  const megabytes = (size / 1_000_000).toFixed(1);
  return `This description has ${megabytes} MB and is not linted above ${limit} MB; raise seniorBackend.openapi.maxFileSize to lint it.`;
}
