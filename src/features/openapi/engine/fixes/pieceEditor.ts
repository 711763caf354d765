import { inBraces, type ReadPiece } from "../pieces/readPiece.ts";
import { readSegment } from "../pieces/readSegment.ts";
import type { Cut, Format, Segment } from "../pieces/segment.ts";
import type { DocumentEditor, Path, TextEdit } from "./editor.ts";
import { jsonEditor } from "./jsonEditor.ts";
import { yamlEditor } from "./yamlEditor.ts";

/** Says that an edit needs the whole text. */
export class NotInPieces extends Error {
  override readonly name = "NotInPieces";
}

/** An entry of a section: a piece, or a section in turn. */
type Item = { readonly segment: Segment; readonly start: number } | { readonly section: string };

/**
 * An editor for a document in pieces, which parses the piece that an edit is in instead of the document.
 * Its methods throw NotInPieces where that is not enough.
 */
export function pieceEditor(cut: Cut): DocumentEditor {
  const document = new Pieces(cut);
  const within = (path: Path, method: (editor: DocumentEditor, below: Path) => TextEdit | undefined) => {
    const found = document.at(path);
    const edit = found && method(found.editor, found.below);
    return edit && { ...edit, start: edit.start + found.shift, end: edit.end + found.shift };
  };
  return {
    valueAt(path) {
      const section = document.valueOf(path);
      if (section) return section;
      const found = document.at(path);
      return found?.editor.valueAt(found.below);
    },
    replace: (path, value) => within(path, (editor, below) => editor.replace(below, value)),
    add: (path, key, value) => within(path, (editor, below) => editor.add(below, key, value)),
    append: (path, value) => within(path, (editor, below) => editor.append(below, value)),
    rename: (path, key) => within(path, (editor, below) => editor.rename(below, key)),
  };
}

interface Found {
  readonly editor: DocumentEditor;
  /** The path from the entry's key on. */
  readonly below: Path;
  /** What offsets in the piece are less than those in the document. */
  readonly shift: number;
}

class Pieces {
  readonly #format: Format;
  readonly #sections = new Map<string, Item[]>([["", []]]);
  readonly #values = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #editors = new Map<Segment, DocumentEditor>();
  readonly #lineEnd: string;

  constructor({ format, segments }: Cut) {
    this.#format = format;
    const isWindows = format === "yaml" && segments.some(({ text }) => text.includes("\r\n"));
    this.#lineEnd = isWindows ? "\r\n" : "\n";
    let start = 0;
    for (const segment of segments) {
      const { section, opens, text } = segment;
      if (opens && opens.length > 0) {
        this.#sections.get(nameOf(opens.slice(0, -1)))?.push({ section: opens.at(-1) ?? "" });
        if (this.#sections.has(nameOf(opens))) throw new NotInPieces("A section is there twice.");
        this.#sections.set(nameOf(opens), []);
      }
      if (section) this.#sections.get(nameOf(section))?.push({ segment, start });
      start += text.length;
    }
  }

  /** The piece that a path leads into; undefined when it leads nowhere. */
  at(path: Path): Found | undefined {
    const { item, depth = 0 } = this.#itemAt(path) ?? {};
    if (!item) return undefined;
    if ("section" in item) throw new NotInPieces("A section is not a piece.");
    const editor = this.#editorOf(item.segment);
    return { editor, below: path.slice(depth), shift: item.start - (this.#format === "json" ? 1 : 0) };
  }

  /** The value of a section; undefined when a path leads to none. */
  valueOf(path: Path): Readonly<Record<string, unknown>> | undefined {
    const name = nameOf(path);
    const items = this.#sections.get(name);
    if (!items) return undefined;
    let value = this.#values.get(name);
    if (!value) {
      const valueOf = (item: Item) =>
        "section" in item ? this.valueOf([...path, item.section]) : this.#read(item.segment).value;
      value = Object.fromEntries(items.map((item) => [this.#keyOf(item), valueOf(item)]));
      this.#values.set(name, value);
    }
    return value;
  }

  /** The first entry or section on the way of a path that is no section with an entry on it. */
  #itemAt(path: Path, depth = 0): { readonly item: Item; readonly depth: number } | undefined {
    const key = String(path[depth]);
    const item = this.#sections.get(nameOf(path.slice(0, depth)))?.find((one) => this.#keyOf(one) === key);
    if (!item) return undefined;
    return "section" in item && depth < path.length - 1 ? this.#itemAt(path, depth + 1) : { item, depth };
  }

  #keyOf(item: Item): string {
    return "section" in item ? item.section : this.#read(item.segment).key;
  }

  #read(segment: Segment): ReadPiece {
    const piece = readSegment(segment, this.#format);
    if (!piece) throw new NotInPieces("A piece cannot be read on its own.");
    return piece;
  }

  #editorOf(segment: Segment): DocumentEditor {
    const known = this.#editors.get(segment);
    if (known) return known;
    const { text } = segment;
    const editor = this.#format === "json" ? jsonEditor(inBraces(text)) : yamlEditor(text, this.#lineEnd);
    if (!editor) throw new NotInPieces("A piece cannot be parsed on its own.");
    this.#editors.set(segment, editor);
    return editor;
  }
}

function nameOf(path: Path): string {
  return path.join("\0");
}
