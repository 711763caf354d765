import { readFile } from "node:fs/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import { TextDocuments } from "vscode-languageserver/node";
import { type Outline, outlineOf } from "../src/features/openapi/engine/outline.ts";
import { contractVersion } from "../src/features/openapi/engine/recognise.ts";
import { pathOfUri, uriOfPath } from "./uris.ts";

/** What is open in the editor, and what is on disk beneath it. */
export class Documents {
  readonly open = new TextDocuments(TextDocument);
  readonly #outlines = new WeakMap<TextDocument, { version: number; outline: Outline | undefined }>();

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

  /** The outline of an open description; undefined for other documents. */
  outlineOf(uri: string): Outline | undefined {
    const document = this.open.get(uri);
    if (!document) return undefined;
    const known = this.#outlines.get(document);
    if (known?.version === document.version) return known.outline;
    const text = document.getText();
    const outline = contractVersion(text) === undefined ? undefined : outlineOf(text);
    this.#outlines.set(document, { version: document.version, outline });
    return outline;
  }

  /** The outline of the description at a path, open or on disk; undefined when there is none. */
  async outlineAt(path: string): Promise<Outline | undefined> {
    const open = this.at(path);
    if (open) return this.outlineOf(open.uri);
    const text = await this.readText(path).catch(() => undefined);
    return text === undefined ? undefined : outlineOf(text);
  }

  /** Versions of all open documents, to tell later whether a result is still about what is shown. */
  versions(): ReadonlyMap<string, number> {
    return new Map(this.open.all().map(({ uri, version }) => [uri, version]));
  }
}
