import { EventEmitter, l10n, workspace } from "vscode";
import type { Log } from "../../../host/log.ts";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import type { DatabaseProcess } from "./databaseProcess.ts";
import type { FoundElement } from "./elements.ts";

/** Files that connections are found in. */
const isSearched =
  /(?:^|\/)(?:\.env[^/]*|(?:docker-)?compose[^/]*\.ya?ml|[^/]*\.prisma|(?:prisma\.config|drizzle[^/]*\.config|knexfile|ormconfig|data-source)\.[cm]?[jt]s)$/;

/** Connections that files of the workspace describe, looked for when somebody first asks. */
export class FoundConnections implements Disposable {
  readonly #process: DatabaseProcess;
  readonly #log: Log;
  readonly #parts = new DisposableStore();
  readonly #changed = this.#parts.add(new EventEmitter<void>());
  #known: readonly FoundElement[] = [];
  #search: Promise<boolean> | undefined;

  constructor(process: DatabaseProcess, log: Log) {
    this.#process = process;
    this.#log = log;
    this.#parts.add(
      workspace.onDidSaveTextDocument(({ uri }) => {
        // Where nobody has asked yet, the search waits until somebody does.
        if (this.#search !== undefined && isSearched.test(uri.path)) void this.#searchAgain();
      }),
    );
  }

  /** Fires when a file was saved and there are others than before. */
  readonly onChange = this.#changed.event;

  /** Those of the latest search. VS Code knows elements by identity: one that is found again stays the same. */
  get known(): readonly FoundElement[] {
    return this.#known;
  }

  /** Whether a search has been asked for. */
  get isAsked(): boolean {
    return this.#search !== undefined;
  }

  /** Looks for them unless that was done, or is being done; tells whether there are others than before. */
  search(): Promise<boolean> {
    return (this.#search ??= this.#look());
  }

  /** The next who asks looks again. */
  forget(): void {
    this.#search = undefined;
  }

  /** What to do as long as there is no connection, in a sentence; empty: nothing was found. */
  invitation(): string {
    const [only, ...others] = this.#known;
    if (!only) return "";
    if (others.length > 0)
      return l10n.t("No database yet. Add a connection, or use one of those that were found.");
    const { place, origin } = only.found;
    const file = place.slice(0, -`, ${origin.key}`.length);
    return l10n.t("No database yet. Add a connection, or use the one found in {0} ({1}).", file, origin.key);
  }

  dispose(): void {
    this.#parts.dispose();
  }

  async #searchAgain(): Promise<void> {
    this.forget();
    if (await this.search()) this.#changed.fire();
  }

  async #look(): Promise<boolean> {
    const folders = (workspace.workspaceFolders ?? []).flatMap(({ uri }) =>
      uri.scheme === "file" ? [uri.fsPath] : [],
    );
    try {
      const found = await this.#process.call("findConnections", folders);
      const before = this.#known;
      const same = new Map(before.map((element) => [JSON.stringify(element.found), element]));
      this.#known = found.map((entry) => same.get(JSON.stringify(entry)) ?? { is: "found", found: entry });
      return this.#known.length !== before.length || this.#known.some((element) => !before.includes(element));
    } catch (error) {
      // Nobody asked for a search; what is known is shown without it.
      this.#log.error("Could not look for connections.", error);
      return false;
    }
  }
}
