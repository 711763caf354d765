import type { Connection, Diagnostic } from "vscode-languageserver/node";
import { haveSameItems } from "../src/shared/haveSameItems.ts";

/** The lists that a file's diagnostics were put together from, one of each root that has any. */
interface Published {
  readonly version: number | undefined;
  readonly lists: readonly (readonly Diagnostic[])[];
}

/**
 * What is shown at each file. Several root documents may reach the same file: it shows the findings of all of them,
 * each once, and none of a root that is gone.
 */
export class DiagnosticsBoard {
  readonly #connection: Connection;
  /** By root, then by URI of the file. */
  readonly #byRoot = new Map<string, ReadonlyMap<string, readonly Diagnostic[]>>();
  /** What was said last of each file. */
  readonly #published = new Map<string, Published>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Shows the findings that a root leads to, in place of those that it led to before.
   * @param versions of the open documents that they are about.
   */
  async show(
    root: string,
    byUri: ReadonlyMap<string, readonly Diagnostic[]>,
    versions: ReadonlyMap<string, number>,
  ): Promise<void> {
    const before = this.#byRoot.get(root)?.keys() ?? [];
    const touched = new Set([...before, ...byUri.keys()]);
    this.#byRoot.set(root, byUri);
    await Promise.all([...touched].map((uri) => this.#publish(uri, versions.get(uri))));
  }

  /** Takes a root's findings away. */
  async remove(root: string): Promise<void> {
    const touched = [...(this.#byRoot.get(root)?.keys() ?? [])];
    this.#byRoot.delete(root);
    await Promise.all(touched.map((uri) => this.#publish(uri, undefined)));
  }

  async #publish(uri: string, version: number | undefined): Promise<void> {
    const lists = [...this.#byRoot.values()].flatMap((byUri) => {
      const list = byUri.get(uri);
      return list ? [list] : [];
    });
    const last = this.#published.get(uri);
    if (last && last.version === version && haveSameItems(last.lists, lists)) return;
    if (lists.length > 0) this.#published.set(uri, { version, lists });
    else this.#published.delete(uri);
    const [only = []] = lists;
    const diagnostics = lists.length > 1 ? distinct(lists.flat()) : [...only];
    await this.#connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  }
}

function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}
