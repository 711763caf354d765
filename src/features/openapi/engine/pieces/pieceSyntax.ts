import { load, type YAMLNode } from "@stoplight/yaml-ast-parser";
import { movedDown } from "../../../../shared/textRange.ts";
import { readSegment } from "./readSegment.ts";
import { jsonProblem, syntaxProblem, type SyntaxProblem } from "../syntax.ts";
import { jsonLevelsAfter, yamlLevelsAfter } from "./levels.ts";
import { countLines, type Cut, type Segment } from "./segment.ts";

/**
 * Where a text stops being YAML or JSON, told by the first of its pieces that cannot be read. Undefined when nothing
 * is wrong with the text but that it is unusual, or when that cannot be told without reading all of it.
 */
export function syntaxProblemOfCut({ format, segments }: Cut): SyntaxProblem | undefined {
  let line = 0;
  for (const [index, segment] of segments.entries()) {
    if (segment.broken)
      return moved(format === "yaml" ? tornYaml(segments, index) : tornJson(segments, index), line);
    if (segment.section && !readSegment(segment, format))
      return moved(format === "yaml" ? yamlProblem(segments, index) : brokenJson(segments, segment), line);
    line += segment.lines;
  }
  return undefined;
}

/** Lines of JSON that cannot be cut, read in the sections that they are in. */
function tornJson(segments: readonly Segment[], index: number): SyntaxProblem | undefined {
  const openings = jsonLevelsAfter(segments.slice(0, index)).map((_, depth) => (depth === 0 ? "{" : '"":{'));
  const text = textFrom(segments, index);
  const problem = jsonProblem(`${openings.join("")}\n${text}`);
  return problem && problem.range.end.line <= countLines(text) ? moved(problem, -1) : undefined;
}

/** Lines of YAML that cannot be cut, read below the sections that they are in. */
function tornYaml(segments: readonly Segment[], index: number): SyntaxProblem | undefined {
  const { text = "" } = segments[index] ?? {};
  const path = yamlLevelsAfter(segments.slice(0, index), segments[index]?.broken?.[0]).at(-1)?.path ?? [];
  const headers = headersOf(segments, index, path);
  if (!isBrokenInside(segments, index, headers)) return undefined;
  const problem = moved(syntaxProblem(headers + text), -countLines(headers));
  const lines = text.trimEnd().split("\n");
  return problem && problem.range.start.line >= lines.length ? atEnd(problem, lines) : problem;
}

/** Some text from a segment on, to its end or longer than anybody looks. */
function textFrom(segments: readonly Segment[], index: number): string {
  let text = segments[index]?.text ?? "";
  const most = text.length + lookahead;
  for (let next = index + 1; next < segments.length && text.length < most; next++)
    text += segments[next]?.text ?? "";
  return text;
}

/** A piece of JSON is read in braces, with a line for each of them. */
function brokenJson(segments: readonly Segment[], { text }: Segment): SyntaxProblem | undefined {
  const end = text.trimEnd().replace(/,$/, "");
  const problem = jsonProblem(`{\n${end}\n}`);
  if (!problem) return undefined;
  const lines = end.split("\n");
  if (problem.range.end.line < lines.length) return moved(problem, -1);
  // What is missing at the end of the piece may come later, where nobody expects it.
  return isJson(segments.map((segment) => segment.text).join("")) ? undefined : atEnd(problem, lines);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Behind a piece that something is missing from. */
function atEnd({ message }: SyntaxProblem, lines: readonly string[]): SyntaxProblem {
  const place = { line: lines.length - 1, character: lines.at(-1)?.trimEnd().length ?? 0 };
  return { message, range: { start: { ...place, character: Math.max(0, place.character - 1) }, end: place } };
}

/** How much text (UTF-16 units) behind a piece is read to see whether it mends the piece: this, and then all. */
const lookahead = 100_000;

function yamlProblem(segments: readonly Segment[], index: number): SyntaxProblem | undefined {
  const { text = "", section = [] } = segments[index] ?? {};
  const end = text.trimEnd();
  if (errorsOf(text).length === 0) return undefined;
  if (!hasError(text, end.length) && !isBrokenInside(segments, index, headersOf(segments, index, section)))
    return undefined;
  const problem = syntaxProblem(text);
  const lines = end.split("\n");
  return problem && problem.range.start.line >= lines.length ? atEnd(problem, lines) : problem;
}

/** Tells whether the parser gives up before a place in a text. */
function hasError(text: string, before: number): boolean {
  return errorsOf(text).some(({ isWarning, mark }) => !isWarning && mark.position < before);
}

function errorsOf(text: string): YAMLNode["errors"] {
  return (load(text, { ignoreDuplicateKeys: true }) as YAMLNode | undefined)?.errors ?? [];
}

/** What is wrong at the very end of a piece may be mended by what follows: a quote may be closed there. */
function isBrokenInside(segments: readonly Segment[], index: number, headers: string): boolean {
  const text = headers + textFrom(segments, index);
  const all =
    headers +
    segments
      .slice(index)
      .map((segment) => segment.text)
      .join("");
  if (hasError(text, text.length < all.length ? text.trimEnd().lastIndexOf("\n") : Infinity)) return true;
  return text.length < all.length && hasError(all, Infinity);
}

/** The lines that open the sections of a path. */
function headersOf(segments: readonly Segment[], index: number, path: readonly string[]): string {
  const openings = segments
    .slice(0, index)
    .filter(({ opens }) => opens && opens.length > 0 && opens.every((key, at) => path[at] === key));
  return openings.map(({ text }) => text).join("");
}

function moved(problem: SyntaxProblem | undefined, lines: number): SyntaxProblem | undefined {
  return problem && { message: problem.message, range: movedDown(problem.range, lines) };
}
