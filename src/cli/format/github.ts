import type { Severity } from "../../features/openapi/engine/finding.ts";
import type { FindingFormat } from "./index.ts";

/** Workflow commands know three levels. */
const levels: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
  hint: "notice",
};

/** Annotations for GitHub Actions: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export const formatGitHub: FindingFormat = (findings) =>
  findings
    .map(({ severity, source, range, code, message }) => {
      const properties = {
        file: source,
        line: range.start.line + 1,
        endLine: range.end.line + 1,
        col: range.start.character + 1,
        // Columns of a range over several lines would be read as a range within one.
        ...(range.start.line === range.end.line && { endColumn: range.end.character + 1 }),
        title: code,
      };
      const list = Object.entries(properties).map(
        ([name, value]) => `${name}=${escapeProperty(String(value))}`,
      );
      return `::${levels[severity]} ${list.join(",")}::${escapeData(message)}\n`;
    })
    .join("");

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
