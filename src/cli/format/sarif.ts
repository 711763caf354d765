import { version } from "../../../package.json";
import { explainSqlRule } from "../../features/database/engine/sqlLint/explain.ts";
import { type Finding, isSecurityFinding, type Severity } from "../../features/openapi/engine/finding.ts";
import type { FindingFormat } from "./index.ts";

const levels: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
  hint: "note",
};

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export const formatSarif: FindingFormat = (findings) => {
  const rules = [...new Map(findings.map((finding) => [finding.code, finding])).values()];
  const ruleIndex = new Map(rules.map(({ code }, index) => [code, index]));
  const run = {
    tool: {
      driver: {
        name: "senior-backend",
        version,
        informationUri: "https://github.com/senior-backend/senior-backend",
        rules: rules.map(toRule),
      },
    },
    columnKind: "utf16CodeUnits",
    results: findings.map((finding) => ({ ...toResult(finding), ruleIndex: ruleIndex.get(finding.code) })),
  };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function toRule(finding: Finding) {
  const { code, documentationUrl } = finding;
  const sqlRule = explainSqlRule(code);
  return {
    id: code,
    ...(sqlRule && {
      shortDescription: { text: sqlRule.title },
      fullDescription: { text: sqlRule.why },
      help: { text: sqlRule.instead },
    }),
    ...(documentationUrl !== undefined && { helpUri: documentationUrl }),
    properties: { tags: [sqlRule ? "database" : isSecurityFinding(finding) ? "security" : "style"] },
  };
}

/** Lines and columns count from 1 in SARIF. */
function toResult({ code, severity, message, source, range }: Finding) {
  return {
    ruleId: code,
    level: levels[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(source) },
          region: {
            startLine: range.start.line + 1,
            startColumn: range.start.character + 1,
            endLine: range.end.line + 1,
            endColumn: range.end.character + 1,
          },
        },
      },
    ],
  };
}
