import { readFile } from "node:fs/promises";
import { type TextDocumentContentChangeEvent, TextDocuments } from "vscode-languageserver/node";
import type { RequestText } from "../src/features/openapi/engine/lint/pool.ts";
import { type Outline, outlineOf } from "../src/features/openapi/engine/outline.ts";
import type { TextChange } from "../src/features/openapi/engine/pieces/pieceTable.ts";
import { ChangeLog } from "./changeLog.ts";
import { notOpen, OpenDocument } from "./openDocument.ts";
import { pathOfUri, uriOfPath } from "./uris.ts";

/** Descriptions above this length (UTF-16 units) are outlined by the lint worker, which has them in pieces. */
const longest = 300_000;
const byteOrderMark = "\uFEFF";

export type Outliner = (text: RequestText) => Promise<Outline>;

/** What is open in the editor, and what is on disk beneath it. */
export class Documents {
  readonly open = new TextDocuments({
    create: (uri, _, version, content) => {
      const document = new OpenDocument(uri, version, content);
      this.#logs.set(document, new ChangeLog(version));
      return document;
    },
    update: (document: OpenDocument, changes, version) => {
      this.#logs.get(document)?.add(changesInText(document, changes), version);
      document.change(changes, version);
      return document;
    },
  });
  readonly #logs = new WeakMap<OpenDocument, ChangeLog>();
  readonly #outlines = new WeakMap<
    OpenDocument,
    { version: number; outline: Promise<Outline | undefined> }
  >();
  /** Outlines long documents. */
  outliner: Outliner | undefined;

  /** The open document at a path. */
  at(path: string): OpenDocument | undefined {
    return this.open.get(uriOfPath(path)) ?? this.open.all().find(({ uri }) => pathOfUri(uri) === path);
  }

  /** The URI of a path in the client's own spelling. */
  uriOf(path: string): string {
    return this.at(path)?.uri ?? uriOfPath(path);
  }

  /** The text at a path, unsaved edits included, without a BOM. Throws when there is none. */
  async readText(path: string): Promise<string> {
    const text = this.at(path)?.getText() ?? (await readFile(path, "utf8"));
    return withoutMark(text);
  }

  /** The outline of an open description; undefined for other documents. */
  async outlineOf(uri: string): Promise<Outline | undefined> {
    const document = this.open.get(uri);
    if (!document) return undefined;
    const { version } = document;
    const known = this.#outlines.get(document);
    if (known?.version === version) return await known.outline;
    const outline = this.#outline(document);
    this.#outlines.set(document, { version, outline });
    return await outline;
  }

  /** The outline of the description at a path, open or on disk; undefined when there is none. */
  async outlineAt(path: string): Promise<Outline | undefined> {
    const open = this.at(path);
    if (open) return await this.outlineOf(open.uri);
    const text = await this.readText(path).catch(() => undefined);
    return text === undefined ? undefined : outlineOf(text);
  }

  /** Versions of all open documents, to tell later whether a result is still about what is shown. */
  versions(): ReadonlyMap<string, number> {
    return new Map(this.open.all().map(({ uri, version }) => [uri, version]));
  }

  /** What the lint worker may ask of an open document; it answers as of the moment when it is asked. */
  sourceOf(path: string, document: OpenDocument): RequestText {
    return {
      path,
      get version() {
        return document.version === notOpen ? undefined : document.version;
      },
      get length() {
        return document.length - (document.hasByteOrderMark ? 1 : 0);
      },
      text: () => withoutMark(document.getText()),
      changesSince: (version) => this.#logs.get(document)?.since(version),
    };
  }

  async #outline(document: OpenDocument): Promise<Outline | undefined> {
    if (!document.isContract) return undefined;
    if (document.length <= longest || !this.outliner) return outlineOf(document.getText());
    return await this.outliner(this.sourceOf(pathOfUri(document.uri), document)).catch(() => undefined);
  }
}

function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

/** Changes in the text without a BOM; undefined when they replace all of it, or touch the BOM. */
function changesInText(
  document: OpenDocument,
  changes: readonly TextDocumentContentChangeEvent[],
): readonly TextChange[] | undefined {
  const shift = document.hasByteOrderMark ? 1 : 0;
  const inText: TextChange[] = [];
  for (const change of changes) {
    if (!("range" in change)) return undefined;
    const { start, end } = change.range;
    const isAtStart = start.line === 0 && start.character < Math.max(shift, 1);
    if (isAtStart && (shift > 0 || change.text.startsWith(byteOrderMark))) return undefined;
    const place = ({ line, character }: typeof start) => ({
      line,
      character: line === 0 ? character - shift : character,
    });
    inText.push({ range: { start: place(start), end: place(end) }, text: change.text });
  }
  return inText;
}
