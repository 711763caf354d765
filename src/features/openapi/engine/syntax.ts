import { printParseErrorCode, visit } from "jsonc-parser";
import { parseDocument } from "yaml";
import type { Range } from "./finding.ts";
import { lineIndex } from "../../../shared/lineIndex.ts";

/** Where a text stops being YAML or JSON, and why. */
export interface SyntaxProblem {
  /** Without a full stop: it goes into a longer sentence. */
  readonly message: string;
  readonly range: Range;
}

/** Options that every reader of a description shares: merge keys are resolved, duplicate keys are a finding. */
export const yamlOptions = { merge: true, uniqueKeys: false, prettyErrors: false } as const;

/** The first place where a text cannot be parsed; the ones after it mostly follow from it. */
export function syntaxProblem(text: string): SyntaxProblem | undefined {
  return looksLikeJson(text) ? flowProblem(text) : yamlProblem(text);
}

/** The same for a document at a path: what is named JSON has to be JSON. */
export function syntaxProblemAt(path: string, text: string): SyntaxProblem | undefined {
  return isJson(path) ? jsonProblem(text) : syntaxProblem(text);
}

/** Tells whether a document is JSON by its name. */
export function isJson(path: string): boolean {
  return path.toLowerCase().endsWith(".json");
}

/** Tells whether a text is to be read as JSON: YAML in flow style at its root reads the same. */
export function looksLikeJson(text: string): boolean {
  return /^[\s\uFEFF]*[{[]/.test(text);
}

function yamlProblem(text: string): SyntaxProblem | undefined {
  const [error] = parseDocument(text, yamlOptions).errors;
  return error && problemAt(text, error.pos[0], error.pos[1], firstLine(error.message));
}

/** A flow mapping in YAML starts like JSON; only what is neither is a problem. */
function flowProblem(text: string): SyntaxProblem | undefined {
  const problem = jsonProblem(text);
  return problem && parseDocument(text, yamlOptions).errors.length > 0 ? problem : undefined;
}

/** The first place where a text is no JSON; comments are let pass. */
export function jsonProblem(text: string): SyntaxProblem | undefined {
  let first: SyntaxProblem | undefined;
  visit(text, {
    onError(error, offset, length) {
      first ??= problemAt(text, offset, offset + length, words(printParseErrorCode(error)));
    },
  });
  return first;
}

function problemAt(text: string, start: number, end: number, message: string): SyntaxProblem {
  const lines = lineIndex(text);
  return { message, range: { start: lines.positionAt(start), end: lines.positionAt(end) } };
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/\.$/, "");
}

/** "CommaExpected" → "comma expected". */
function words(code: string): string {
  return code.replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
}
