import type { Finding } from "../../features/openapi/engine/finding.ts";
import { formatGitHub } from "./github.ts";
import { formatJson } from "./json.ts";
import { formatJunit } from "./junit.ts";
import { formatSarif } from "./sarif.ts";
import { formatText } from "./text.ts";

/** Renders findings as one text for standard output, line break at the end. */
export type FindingFormat = (findings: readonly Finding[]) => string;

export const formatNames = ["text", "json", "sarif", "github", "junit"] as const;

export const findingFormats: Readonly<Record<(typeof formatNames)[number], FindingFormat>> = {
  text: formatText,
  json: formatJson,
  sarif: formatSarif,
  github: formatGitHub,
  junit: formatJunit,
};
