import { type Recognised, recognise } from "../src/features/openapi/engine/recognise.ts";
import type { Position } from "../src/features/openapi/engine/finding.ts";
import { ChunkedText } from "../src/shared/chunkedText.ts";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver/node";
import type { Lines } from "./lines.ts";

const byteOrderMark = "\uFEFF";
/** Version of documents that no editor shows; they never change. */
export const notOpen = -1;

/** A document as the editor shows it. Edits cost the same however long it is. */
export class OpenDocument implements Lines {
  readonly uri: string;
  #content: ChunkedText;
  /** What it was found to be in this version. */
  #recognised: { readonly as: Recognised | undefined } | undefined;

  #version: number;

  /** @param version of the editor; `notOpen` for a document that is only on disk. */
  constructor(uri: string, version: number, text: string) {
    this.uri = uri;
    this.#version = version;
    this.#content = new ChunkedText(text);
  }

  get version(): number {
    return this.#version;
  }

  /** Takes the changes of a notification in. */
  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    for (const change of changes) {
      if ("range" in change) this.#content.replace(change.range, change.text);
      else this.#content = new ChunkedText(change.text);
    }
    this.#version = version;
    this.#recognised = undefined;
  }

  /** The whole text, a BOM included. */
  getText(): string {
    return this.#content.toString();
  }

  /** Number of UTF-16 units, a BOM included. */
  get length(): number {
    return this.#content.length;
  }

  get hasByteOrderMark(): boolean {
    return this.#content.chunks[0]?.text.startsWith(byteOrderMark) === true;
  }

  /** Line and column of an offset. */
  positionAt(offset: number): Position {
    return this.#content.positionAt(offset);
  }

  at(line: number): string {
    return this.#content.line(line).replace(/^\uFEFF/, "");
  }

  /** Whether it says that it is an OpenAPI description. */
  get isContract(): boolean {
    return this.#recognise() !== undefined;
  }

  get versionLine(): number {
    return this.positionAt(this.#recognise()?.offset ?? 0).line;
  }

  #recognise(): Recognised | undefined {
    this.#recognised ??= { as: recognise(this.#content.chunks) };
    return this.#recognised.as;
  }
}
