import { TextDocument } from "vscode-languageserver-textdocument";
import { versionOffset } from "../src/features/openapi/engine/recognise.ts";

/** The lines of a text that are asked for; a long text is never split into all of them. */
export interface Lines {
  /** The text of a line, from 0, without its end and without a BOM; "" beyond the last one. */
  at(line: number): string;
  /** Line of the key that says the version, where findings about the document as a whole are shown. */
  readonly versionLine: number;
}

/** @param document the open document that has the text, if there is one. @param text without a BOM. */
export function linesOf(document: TextDocument | undefined, text: string): Lines {
  const lines = document ?? TextDocument.create("", "", 0, text);
  let versionLine: number | undefined;
  return {
    at(line) {
      const start = { line, character: 0 };
      const whole = lines.getText({ start, end: { line: line + 1, character: 0 } });
      return whole.replace(/^\uFEFF|\r?\n$/g, "");
    },
    get versionLine() {
      versionLine ??= lines.positionAt(versionOffset(lines.getText())).line;
      return versionLine;
    },
  };
}
