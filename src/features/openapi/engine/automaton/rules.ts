import type { Rule, RulesetFunctionContext } from "@stoplight/spectral-core";
import { Inexpressible } from "./inexpressible.ts";
import type { Container, Json, Path } from "./json.ts";
import { fillMessage, type MessageValues } from "./message.ts";
import type { Place } from "./place.ts";
import { decodePart, printDotted, printPointer } from "./print.ts";
import type { Result } from "./result.ts";
import { targetsOf } from "./targets.ts";

export interface RuleRun {
  readonly data: Container;
  /** Name of the document, for severities that depend on it. */
  readonly source: string;
  readonly context: Omit<RulesetFunctionContext, "path" | "rule">;
  placeOf(path: readonly string[], resolved: boolean): Place;
  report(result: Result): void;
}

type Then = Rule["then"][number];

interface FunctionResult {
  readonly message: string;
  readonly path?: Path;
}

/** Runs a rule on a match. */
export function runRule(rule: Rule, value: Json | undefined, path: Path, run: RuleRun): void {
  for (const then of rule.then) {
    for (const target of targetsOf(value, then.field)) {
      const targetPath = target.path.length > 0 ? [...path, ...target.path] : [...path];
      const results = call(rule, then, target.value, targetPath, run);
      for (const result of results) report(rule, result, targetPath, run);
    }
  }
}

function call(rule: Rule, then: Then, value: unknown, path: (string | number)[], run: RuleRun): readonly FunctionResult[] {
  const results = then.function(value, then.functionOptions ?? null, { ...run.context, path, rule });
  if (results === undefined) return [];
  if (!Array.isArray(results)) throw new Inexpressible("A function answers later.");
  return results;
}

function report(rule: Rule, result: FunctionResult, targetPath: Path, run: RuleRun): void {
  const wanted = (result.path ?? targetPath).map((part) => decodePart(String(part)));
  const { path, missing } = run.placeOf(wanted, rule.resolved);
  const severity = rule.getSeverityForSource(run.source, [...path]);
  if (severity === -1) return;
  const values = valuesFor(rule, result.message, path, missing, run.data);
  const error = fillMessage(result.message, values);
  const message =
    rule.message === null ? (rule.description ?? error) : fillMessage(rule.message, withError(values, error));
  run.report({
    code: rule.name,
    message: message.trim(),
    path,
    severity,
    ...(rule.documentationUrl !== null && { documentationUrl: rule.documentationUrl }),
  });
}

function valuesFor(
  rule: Rule,
  error: string,
  path: readonly string[],
  missing: readonly string[],
  data: Container,
): MessageValues {
  return {
    error,
    description: rule.description,
    get property() {
      return missing.length > path.length
        ? printDotted(missing.slice(path.length - 1))
        : (path.at(-1) ?? "");
    },
    get path() {
      return printPointer(path);
    },
    get value() {
      return path.reduce<unknown>(
        (value, key) => (value === null || value === undefined ? undefined : (value as Record<string, unknown>)[key]),
        data,
      );
    },
  };
}

function withError(values: MessageValues, error: string): MessageValues {
  return Object.create(values, { error: { value: error, enumerable: true } }) as MessageValues;
}
