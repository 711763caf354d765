import { type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
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
  return looksLikeJson(text) ? jsonProblem(text) : yamlProblem(text);
}

/** Tells whether a text is to be read as JSON: YAML in flow style at its root reads the same. */
export function looksLikeJson(text: string): boolean {
  return /^[\s\uFEFF]*[{[]/.test(text);
}

function yamlProblem(text: string): SyntaxProblem | undefined {
  const [error] = parseDocument(text, yamlOptions).errors;
  return error && problemAt(text, error.pos[0], error.pos[1], firstLine(error.message));
}

function jsonProblem(text: string): SyntaxProblem | undefined {
  const errors: ParseError[] = [];
  parseTree(text, errors);
  const [error] = errors;
  // A flow mapping in YAML starts like JSON; only what is neither is a problem.
  if (!error || parseDocument(text, yamlOptions).errors.length === 0) return undefined;
  return problemAt(text, error.offset, error.offset + error.length, words(printParseErrorCode(error.error)));
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
