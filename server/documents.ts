import { readFile } from "node:fs/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import { TextDocuments } from "vscode-languageserver/node";
import { pathOfUri, uriOfPath } from "./uris.ts";

/** What is open in the editor, and what is on disk beneath it. */
export class Documents {
  readonly open = new TextDocuments(TextDocument);

  /** The open document at a path. */
  at(path: string): TextDocument | undefined {
    return this.open.get(uriOfPath(path)) ?? this.open.all().find(({ uri }) => pathOfUri(uri) === path);
  }

  /** The URI of a path in the client's own spelling. */
  uriOf(path: string): string {
    return this.at(path)?.uri ?? uriOfPath(path);
  }

  /** The text at a path, unsaved edits included, without a BOM. Throws when there is none. */
  async readText(path: string): Promise<string> {
    const text = this.at(path)?.getText() ?? (await readFile(path, "utf8"));
    return text.replace(/^\uFEFF/, "");
  }

  /** Versions of all open documents, to tell later whether a result is still about what is shown. */
  versions(): ReadonlyMap<string, number> {
    return new Map(this.open.all().map(({ uri, version }) => [uri, version]));
  }
}
