import { load, type YAMLNode } from "@stoplight/yaml-ast-parser";
import { syntaxProblem, type SyntaxProblem } from "../syntax.ts";
import { readPiece } from "./readPiece.ts";
import type { Cut, Segment } from "./segment.ts";

/**
 * Where a text stops being YAML or JSON, told by the first of its pieces that cannot be read. Undefined when that
 * cannot be told by the piece alone.
 */
export function syntaxProblemOfCut({ format, segments }: Cut): SyntaxProblem | undefined {
  let line = 0;
  for (const segment of segments) {
    if (segment.section && isUnreadable(segment, format))
      return moved(format === "yaml" ? yamlProblem(segment) : jsonProblem(segment), line);
    line += segment.lines;
  }
  return undefined;
}

function isUnreadable({ text }: Segment, format: Cut["format"]): boolean {
  try {
    return readPiece(text, format) === undefined;
  } catch {
    return true;
  }
}

/** What is wrong at the very end of a piece may be something else in the whole text. */
function yamlProblem({ text }: Segment): SyntaxProblem | undefined {
  const end = text.trimEnd();
  const errors = (load(text, { ignoreDuplicateKeys: true }) as YAMLNode | undefined)?.errors ?? [];
  const position = errors[0]?.mark.position;
  if (position === undefined || position >= end.length) return undefined;
  const problem = syntaxProblem(text);
  return problem && problem.range.start.line < end.split("\n").length - 1 ? problem : undefined;
}

/** A piece of JSON is read in braces, with a line for each of them. */
function jsonProblem({ text }: Segment): SyntaxProblem | undefined {
  const end = text.trimEnd().replace(/,$/, "");
  const problem = syntaxProblem(`{\n${end}\n}`);
  if (!problem || problem.range.end.line >= end.split("\n").length) return undefined;
  return moved(problem, -1);
}

function moved(problem: SyntaxProblem | undefined, lines: number): SyntaxProblem | undefined {
  if (!problem) return undefined;
  const { start, end } = problem.range;
  return {
    message: problem.message,
    range: {
      start: { line: start.line + lines, character: start.character },
      end: { line: end.line + lines, character: end.character },
    },
  };
}
