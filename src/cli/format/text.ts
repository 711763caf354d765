import { styleText } from "node:util";
import { type Finding, isSecurityFinding, type Severity } from "../../features/openapi/engine/finding.ts";
import { groupBy } from "../../shared/groupBy.ts";
import type { FindingFormat } from "./index.ts";

const colours: Readonly<Record<Severity, Parameters<typeof styleText>[0]>> = {
  error: "red",
  warning: "yellow",
  info: "blue",
  hint: "gray",
};

/** A block a file, a line a finding, and the sum below. */
export const formatText: FindingFormat = (findings) => {
  if (findings.length === 0) return "No findings.\n";
  const blocks = [...groupBy(findings, ({ source }) => source)].map(([source, group]) =>
    [paint("underline", source), ...group.map(line)].join("\n"),
  );
  return `${blocks.join("\n\n")}\n\n${sum(findings)}\n`;
};

function line({ range, severity, message, code }: Finding): string {
  const place = `${range.start.line + 1}:${range.start.character + 1}`.padStart(9);
  return `${place}  ${paint(colours[severity], severity.padEnd(7))}  ${message.replace(/\s*\n\s*/g, " ")}  ${paint("gray", code)}`;
}

function sum(findings: readonly Finding[]): string {
  const security = findings.filter(isSecurityFinding).length;
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return `${count(findings.length, "finding")}: ${count(errors, "error")}, ${security} about security.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return process.stdout.isTTY && !process.env["NO_COLOR"] ? styleText(style, text) : text;
}
