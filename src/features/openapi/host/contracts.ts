import { commands, type TextDocument, type Uri, workspace } from "vscode";
import { contractsContextKey } from "../../../host/contributions.ts";
import type { Log } from "../../../host/log.ts";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import { isAbort } from "../../../shared/userError.ts";
import { contractVersion, mayBeFragment } from "../engine/recognise.ts";
import { isPartOfContract } from "./fragments.ts";

const languages: ReadonlySet<string> = new Set(["yaml", "json", "jsonc"]);
const schemes: ReadonlySet<string> = new Set(["file", "untitled"]);
/** Long enough to look at a text once per pause in typing. */
const pauseMs = 300;

/**
 * Looks at open documents until one is an OpenAPI root document or a part of one, and tells so once. Keeps the
 * context key of the menus up to date all along. An unrelated document costs a text search.
 */
export function watchForContracts(log: Log, onFirst: () => Promise<void>): Disposable {
  const watch = new ContractWatch(log, onFirst);
  watch.lookAtAll();
  return watch;
}

class ContractWatch implements Disposable {
  readonly #log: Log;
  readonly #onFirst: () => Promise<void>;
  readonly #contracts = new Map<string, Uri>();
  readonly #pauses = new Map<string, NodeJS.Timeout>();
  readonly #listeners = new DisposableStore();
  readonly #fragmentSearch = new AbortController();
  #found = false;

  constructor(log: Log, onFirst: () => Promise<void>) {
    this.#log = log;
    this.#onFirst = onFirst;
    this.#listeners.add(workspace.onDidOpenTextDocument((document) => this.#lookAt(document)));
    this.#listeners.add(workspace.onDidSaveTextDocument((document) => this.#lookAt(document)));
    this.#listeners.add(workspace.onDidChangeTextDocument(({ document }) => this.#lookAfterPause(document)));
    this.#listeners.add(workspace.onDidCloseTextDocument((document) => this.#forget(document)));
  }

  lookAtAll(): void {
    for (const document of workspace.textDocuments) this.#lookAt(document);
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#fragmentSearch.abort();
    for (const pause of this.#pauses.values()) clearTimeout(pause);
  }

  #lookAt(document: TextDocument): void {
    if (!isCandidate(document)) return;
    const text = document.getText();
    const isContract = contractVersion(text) !== undefined;
    this.#remember(document.uri, isContract);
    if (this.#found) return;
    if (isContract) this.#announce();
    else if (mayBeFragment(text)) void this.#lookForRoot(document.uri);
  }

  /** Edits are looked at only where they can change the answer: a description stays one until it is saved. */
  #lookAfterPause(document: TextDocument): void {
    const key = document.uri.toString();
    if (!isCandidate(document) || this.#contracts.has(key)) return;
    clearTimeout(this.#pauses.get(key));
    this.#pauses.set(
      key,
      setTimeout(() => {
        this.#pauses.delete(key);
        if (contractVersion(document.getText()) !== undefined) this.#lookAt(document);
      }, pauseMs),
    );
  }

  #forget({ uri }: TextDocument): void {
    const key = uri.toString();
    clearTimeout(this.#pauses.get(key));
    this.#pauses.delete(key);
    this.#remember(uri, false);
  }

  #remember(uri: Uri, isContract: boolean): void {
    const key = uri.toString();
    if (this.#contracts.has(key) === isContract) return;
    if (isContract) this.#contracts.set(key, uri);
    else this.#contracts.delete(key);
    // The menus know a remote file by its URI's path and a local one by its path on disk.
    const paths = [...this.#contracts.values()].flatMap(({ path, fsPath }) => [path, fsPath]);
    void commands.executeCommand("setContext", contractsContextKey, [...new Set(paths)]);
  }

  async #lookForRoot(uri: Uri): Promise<void> {
    try {
      if (await isPartOfContract(uri, this.#fragmentSearch.signal)) this.#announce();
    } catch (error) {
      if (!isAbort(error))
        this.#log.error(`Could not tell whether ${uri.path} belongs to a description.`, error);
    }
  }

  #announce(): void {
    if (this.#found) return;
    this.#found = true;
    this.#fragmentSearch.abort();
    void this.#onFirst();
  }
}

function isCandidate({ languageId, uri, isClosed }: TextDocument): boolean {
  return !isClosed && languages.has(languageId) && schemes.has(uri.scheme);
}
