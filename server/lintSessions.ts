import { comparableUri, reachableFiles } from "../src/features/openapi/engine/fragmentRoots.ts";
import { mayBeFragment } from "../src/features/openapi/engine/recognise.ts";
import type { LintWorkspaceResult } from "../src/shared/lspProtocol.ts";
import { LintSession, type Occasion } from "./lintSession.ts";
import type { Services } from "./services.ts";
import { pathOfUri } from "./uris.ts";

/** Keeps a session for every root document that is open, or that reaches a fragment that is. */
export class LintSessions {
  readonly #services: Services;
  readonly #sessions = new Map<string, LintSession>();
  /** Roots that are linted on behalf of an open fragment, by the fragment. */
  readonly #rootsOfFragment = new Map<string, readonly string[]>();

  constructor(services: Services) {
    this.#services = services;
  }

  get(uri: string): LintSession | undefined {
    return this.#sessions.get(uri);
  }

  /** A document was opened, edited or saved. */
  async documentChanged(uri: string, occasion: Occasion): Promise<void> {
    const document = this.#services.documents.open.get(uri);
    if (document?.isContract === true) this.#ensure(uri);
    else await this.#forgetRoot(uri);
    this.#fileChanged(pathOfUri(uri), occasion);
    if (!this.#sessions.has(uri) && occasion !== "type")
      await this.#adoptFragment(uri, document?.getText() ?? "");
  }

  /** A document was closed: what it alone led to is no longer shown. */
  async documentClosed(uri: string): Promise<void> {
    this.#rootsOfFragment.delete(uri);
    await this.#dropUnwanted();
    // Text that was never saved is gone; what is on disk counts again.
    this.#fileChanged(pathOfUri(uri), "change");
  }

  /** A file changed on disk, or the rules for reading one did. */
  filesChanged(uris: readonly string[]): void {
    for (const uri of uris)
      if (!this.#services.documents.open.get(uri)) this.#fileChanged(pathOfUri(uri), "change");
  }

  /** Settings, trust or a ruleset changed: everything is linted anew. */
  refreshAll(): void {
    for (const session of this.#sessions.values()) session.refresh("change");
  }

  /** Lints every root document of the workspace, and keeps showing what is found. */
  async lintWorkspace(signal: AbortSignal): Promise<LintWorkspaceResult> {
    const total = { documents: 0, findings: 0, security: 0 };
    for (const { uri } of await this.#services.workspace.contracts(signal)) {
      signal.throwIfAborted();
      const session = this.#ensure(uri);
      session.pinned = true;
      await session.lintNow();
      total.documents++;
      total.findings += session.counts?.findings ?? 0;
      total.security += session.counts?.security ?? 0;
    }
    return total;
  }

  #ensure(uri: string): LintSession {
    const session = this.#sessions.get(uri) ?? new LintSession(uri, this.#services);
    this.#sessions.set(uri, session);
    return session;
  }

  #fileChanged(path: string, occasion: Occasion): void {
    for (const session of this.#sessions.values()) session.fileChanged(path, occasion);
  }

  /** Starts sessions for the roots in the workspace that lead to an open fragment. */
  async #adoptFragment(uri: string, text: string): Promise<void> {
    if (!mayBeFragment(text)) return;
    const roots = await this.#rootsReaching(uri);
    if (!this.#services.documents.open.get(uri)) return;
    this.#rootsOfFragment.set(uri, roots);
    for (const root of roots) this.#ensure(root).refresh("open");
  }

  async #rootsReaching(uri: string): Promise<readonly string[]> {
    const { workspace, documents } = this.#services;
    const { signal } = new AbortController();
    const wanted = comparableUri(uri);
    const readText = (fileUri: string) => documents.readText(pathOfUri(fileUri)).catch(() => undefined);
    const roots: string[] = [];
    for (const contract of await workspace.contracts(signal)) {
      if ((await reachableFiles(contract.uri, readText, signal, wanted)).has(wanted))
        roots.push(contract.uri);
    }
    return roots;
  }

  async #forgetRoot(uri: string): Promise<void> {
    const session = this.#sessions.get(uri);
    this.#sessions.delete(uri);
    await session?.dispose();
  }

  async #dropUnwanted(): Promise<void> {
    const wanted = new Set([...this.#rootsOfFragment.values()].flat());
    for (const { uri, pinned } of [...this.#sessions.values()]) {
      if (!pinned && !wanted.has(uri) && !this.#services.documents.open.get(uri)) await this.#forgetRoot(uri);
    }
  }
}
