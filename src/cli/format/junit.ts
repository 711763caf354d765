import type { Finding } from "../../features/openapi/engine/finding.ts";
import { groupBy } from "../../shared/groupBy.ts";
import type { FindingFormat } from "./index.ts";

/** JUnit XML as CI systems read it: a suite a file, a failed case a finding. */
export const formatJunit: FindingFormat = (findings) => {
  const suites = [...groupBy(findings, ({ source }) => source)].map(([source, group]) =>
    suite(source, group),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="senior-backend">\n${suites.join("")}</testsuites>\n`;
};

function suite(source: string, findings: readonly Finding[]): string {
  const count = findings.length;
  return `  <testsuite name="${escape(source)}" tests="${count}" failures="${count}">\n${findings.map(testCase).join("")}  </testsuite>\n`;
}

function testCase({ code, severity, message, source, range }: Finding): string {
  const place = `${source}:${range.start.line + 1}:${range.start.character + 1}`;
  return `    <testcase name="${escape(`${code} ${place}`)}" classname="${escape(code)}">
      <failure type="${severity}" message="${escape(message)}">${escape(place)}</failure>
    </testcase>\n`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

function escape(text: string): string {
  // Control characters other than tab and line breaks are not allowed in XML at all.
  return text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, "\uFFFD")
    .replace(/[&<>"\n]/g, (character) => entities[character] ?? "");
}
