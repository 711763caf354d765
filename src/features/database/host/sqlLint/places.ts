import { DiagnosticSeverity, Range } from "vscode";
import type { Range as TextRange } from "../../../../shared/textRange.ts";
import type { Severity } from "../../engine/sqlLint/finding.ts";

/** A range of the engine as VS Code takes it. */
export function rangeOf({ start, end }: TextRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function severityOf(severity: Severity): DiagnosticSeverity {
  return severities[severity];
}
