import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver/node";
import type { Finding, Range, Severity } from "../src/features/openapi/engine/finding.ts";
import { fixOf } from "../src/features/openapi/engine/fixes/index.ts";
import type { SyntaxProblem } from "../src/features/openapi/engine/syntax.ts";
import type { Lines } from "./lines.ts";

export const source = "senior-backend";

/** What a diagnostic with a quick fix carries for it: where in the document it is. */
export interface DiagnosticData {
  readonly path: Finding["path"];
}

const levels: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** VS Code shows 1,000 diagnostics a file at most; the last place is for the line that says how many more. */
export const shownAtMost = 999;

/**
 * The diagnostics of one file: the gravest first, as many as an editor shows, and a line that says how many are left.
 * @param lines of the file, to put squiggles under what people can read in one line.
 * @param unlisted how many findings there are besides.
 * @param known what was made of findings: an edit leaves most of them, and the lines that they are in, as they were.
 */
export function toDiagnostics(
  findings: readonly Finding[],
  lines: Lines,
  unlisted: number,
  known = new WeakMap<Finding, Diagnostic>(),
): Diagnostic[] {
  const ranked = [...findings].sort((one, other) => levels[one.severity] - levels[other.severity]);
  const shown = ranked.slice(0, shownAtMost).map((finding) => {
    let diagnostic = known.get(finding);
    if (!diagnostic) known.set(finding, (diagnostic = toDiagnostic(finding, lines)));
    return diagnostic;
  });
  const left = ranked.length - shown.length + unlisted;
  return left === 0 ? shown : [...shown, moreFindings(left, lines)];
}

function toDiagnostic(finding: Finding, lines: Lines): Diagnostic {
  const { code, severity, message, path, range, documentationUrl } = finding;
  return {
    source,
    code,
    severity: levels[severity],
    message: readable(code, message),
    range:
      path.length === 0 && code !== "parser" ? wholeLine(lines, lines.versionLine) : withinLine(range, lines),
    ...(documentationUrl !== undefined && { codeDescription: { href: documentationUrl } }),
    ...(fixOf(code) && { data: { path } satisfies DiagnosticData }),
  };
}

/** The one diagnostic of a document that does not parse: rules would only guess at what it is going to be. */
export function syntaxDiagnostic({ message, range }: SyntaxProblem, lines: Lines): Diagnostic {
  return {
    source,
    code: "syntax",
    severity: DiagnosticSeverity.Error,
    message: `This does not parse (${message}); correct it to see what the rules say.`,
    range: withinLine(range, lines),
  };
}

/** A sentence about a document as a whole, shown on its first line. */
export function documentDiagnostic(
  code: string,
  severity: DiagnosticSeverity,
  message: string,
  lines: Lines,
): Diagnostic {
  return { source, code, severity, message, range: wholeLine(lines, lines.versionLine) };
}

function moreFindings(count: number, lines: Lines): Diagnostic {
  return {
    source,
    code: "more-findings",
    severity: DiagnosticSeverity.Information,
    message: `${count} more findings are not shown; fix or turn off the most frequent rules, or run "senior-backend lint" for the whole list.`,
    range: wholeLine(lines, lines.versionLine),
  };
}

/** spectral-core's own words for a reference that leads nowhere do not say what to do. */
function readable(code: string, message: string): string {
  const [, ref, what] =
    code === "invalid-ref" ? (/^'(.+)' (does not exist|JSON pointer is invalid)$/.exec(message) ?? []) : [];
  if (ref === undefined) return message;
  return what === "does not exist"
    ? `$ref '${ref}' leads nowhere: correct it, or add what it names.`
    : `$ref '${ref}' is no JSON pointer: it has to start with '#/'.`;
}

/**
 * A range over several lines is about the key that it starts at: underlining a whole path item because of one
 * missing response hides the text.
 */
function withinLine(range: Range, lines: Lines): Range {
  const { line, character } = range.start;
  const text = lines.at(line);
  const isShort = range.end.line === line && range.end.character > character;
  if (!isShort && /^\s*:?\s*(?:[{[|>].*)?$/.test(text.slice(character))) return wholeLine(lines, line);
  const end = isShort ? range.end.character : text.trimEnd().length;
  // A value in flow style is said to begin at the space before it.
  const start = character + leadingSpaces(text.slice(character, end));
  return { start: { line, character: start }, end: { line, character: end } };
}

function leadingSpaces(text: string): number {
  return text.trim() === "" ? 0 : text.length - text.trimStart().length;
}

function wholeLine(lines: Lines, line: number): Range {
  const text = lines.at(line);
  const start = text.length - text.trimStart().length;
  return { start: { line, character: start }, end: { line, character: text.trimEnd().length } };
}
