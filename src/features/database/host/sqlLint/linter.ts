import { Diagnostic, type DiagnosticCollection, languages, type TextDocument, Uri, workspace } from "vscode";
import type { Log } from "../../../../host/log.ts";
import { type Disposable, DisposableStore } from "../../../../shared/disposable.ts";
import { isAbort } from "../../../../shared/userError.ts";
import type {
  LintMigrationParams,
  MigrationFinding,
  MigrationReport,
  StatementLocks,
} from "../../protocol.ts";
import type { ConnectionStore } from "../connectionStore.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";
import { isMigration } from "./migrations.ts";
import { rangeOf, severityOf } from "./places.ts";
import { migrationSettings } from "./settings.ts";

export interface MigrationLinterParts {
  readonly process: Pick<DatabaseProcess, "call">;
  readonly store: Pick<ConnectionStore, "list" | "onChange">;
  readonly log: Log;
}

/** A finding as it stands in a document, with the diagnostic that shows it. */
export interface ShownFinding {
  readonly finding: MigrationFinding;
  readonly diagnostic: Diagnostic;
}

/** Lints open migrations and keeps what was found for the version that it was found in. */
export interface MigrationLinter extends Disposable {
  /** Findings of a document as it is now; none while it is being linted anew. */
  findingsOf(document: TextDocument): readonly ShownFinding[];
  locksOf(document: TextDocument): readonly StatementLocks[];
}

const pauseMs = 250;

interface Report {
  readonly version: number;
  readonly findings: readonly ShownFinding[];
  readonly locks: readonly StatementLocks[];
}

/** A document that is being looked at: the timer before a lint, and what stops it. */
interface Session {
  timer?: NodeJS.Timeout;
  running?: AbortController;
}

export function createMigrationLinter(parts: MigrationLinterParts): MigrationLinter {
  return new Linter(parts);
}

class Linter implements MigrationLinter {
  readonly #parts: MigrationLinterParts;
  readonly #disposables = new DisposableStore();
  readonly #diagnostics: DiagnosticCollection;
  readonly #sessions = new Map<string, Session>();
  readonly #reports = new Map<string, Report>();

  constructor(parts: MigrationLinterParts) {
    this.#parts = parts;
    this.#diagnostics = this.#disposables.add(languages.createDiagnosticCollection("senior-backend-sql"));
    const all = () => this.#lintAll();
    this.#disposables.add(workspace.onDidOpenTextDocument((document) => this.#schedule(document, 0)));
    this.#disposables.add(
      workspace.onDidChangeTextDocument(({ document }) => this.#schedule(document, pauseMs)),
    );
    this.#disposables.add(workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)));
    this.#disposables.add(parts.store.onChange(all));
    this.#disposables.add(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("seniorBackend.database")) all();
      }),
    );
    all();
  }

  findingsOf(document: TextDocument): readonly ShownFinding[] {
    return this.#current(document)?.findings ?? [];
  }

  locksOf(document: TextDocument): readonly StatementLocks[] {
    return this.#current(document)?.locks ?? [];
  }

  dispose(): void {
    for (const key of [...this.#sessions.keys()]) this.#forget(Uri.parse(key));
    this.#disposables.dispose();
  }

  #current({ uri, version }: TextDocument): Report | undefined {
    const report = this.#reports.get(uri.toString());
    return report?.version === version ? report : undefined;
  }

  #lintAll(): void {
    for (const document of workspace.textDocuments) this.#schedule(document, 0);
  }

  #schedule(document: TextDocument, ms: number): void {
    const key = document.uri.toString();
    const session = this.#sessions.get(key);
    if (!isMigration(document)) {
      if (session) this.#forget(document.uri);
      return;
    }
    clearTimeout(session?.timer);
    session?.running?.abort();
    this.#sessions.set(key, { timer: setTimeout(() => void this.#lint(document), ms) });
  }

  async #lint(document: TextDocument): Promise<void> {
    const { uri, version } = document;
    const running = new AbortController();
    this.#sessions.set(uri.toString(), { running });
    try {
      const report = await this.#parts.process.call(
        "lintMigration",
        this.#paramsOf(document),
        running.signal,
      );
      if (running.signal.aborted || document.isClosed || document.version !== version) return;
      this.#publish(document, report);
    } catch (error) {
      if (!isAbort(error)) this.#parts.log.error(`${uri.path} could not be linted.`, error);
    }
  }

  #paramsOf(document: TextDocument): LintMigrationParams {
    const { server, severities, connection } = migrationSettings(document.uri);
    const saved = this.#parts.store.list().find(({ id, name }) => id === connection || name === connection);
    return {
      path: document.uri.path,
      text: document.getText(),
      server,
      severities,
      ...(saved && workspace.isTrusted && { connectionId: saved.id }),
    };
  }

  #publish({ uri, version }: TextDocument, { findings, locks }: MigrationReport): void {
    const shown = findings.map((finding) => ({ finding, diagnostic: diagnosticOf(finding) }));
    this.#reports.set(uri.toString(), { version, findings: shown, locks });
    this.#diagnostics.set(
      uri,
      shown.map(({ diagnostic }) => diagnostic),
    );
  }

  #forget(uri: Uri): void {
    const key = uri.toString();
    const session = this.#sessions.get(key);
    clearTimeout(session?.timer);
    session?.running?.abort();
    this.#sessions.delete(key);
    this.#reports.delete(key);
    this.#diagnostics.delete(uri);
  }
}

function diagnosticOf({ code, message, range, severity, documentationUrl }: MigrationFinding): Diagnostic {
  const diagnostic = new Diagnostic(rangeOf(range), message, severityOf(severity));
  diagnostic.source = "senior-backend";
  diagnostic.code =
    documentationUrl === undefined ? code : { value: code, target: Uri.parse(documentationUrl) };
  return diagnostic;
}
