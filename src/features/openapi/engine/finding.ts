import type { Position, Range } from "../../../shared/textRange.ts";

export type { Position, Range } from "../../../shared/textRange.ts";

export type Severity = "error" | "warning" | "info" | "hint";

/** Severities from the gravest to the mildest, in the order of the Language Server Protocol (1 to 4). */
export const severities: readonly Severity[] = ["error", "warning", "info", "hint"];

/** Something that a rule has to say about a place in a description. */
export interface Finding {
  /** The rule's id: "operation-operationId", "owasp:api4:2023-string-limit". */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Path of the file that the place is in. */
  readonly source: string;
  /** Keys and indexes from the root of that file. */
  readonly path: readonly (string | number)[];
  readonly range: Range;
  /** Where the rule is explained, when its ruleset says so. */
  readonly documentationUrl?: string;
}

const zero: Position = { line: 0, character: 0 };

/**
 * A range that editors can show. Spectral's parser has no place for what is left out in a mapping in flow style
 * (`{type: }`), nor an end for what ends with it: columns are negative there.
 */
export function shownRange(range: Range): Range {
  const { start, end } = range;
  if (start.character < 0) return { start: zero, end: zero };
  return end.character < 0 ? { start, end: start } : range;
}

/** Rules outside of the OWASP ruleset whose findings are about security all the same. */
const securityRules: ReadonlySet<string> = new Set([
  "no-eval-in-markdown",
  "no-script-tags-in-markdown",
  "oas2-operation-security-defined",
  "oas3-operation-security-defined",
]);

/** Tells whether a finding is about security rather than about style or correctness. */
export function isSecurityFinding({ code }: Pick<Finding, "code">): boolean {
  return code.startsWith("owasp:") || securityRules.has(code);
}
