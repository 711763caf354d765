import type { Rule, RulesetFunctionContext } from "@stoplight/spectral-core";
import { inFile, nameOfFile } from "./files.ts";
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
  readonly examples: ExampleCheck;
  placeOf(path: readonly string[], resolved: boolean): Place;
  report(result: Result): void;
}

type Then = Rule["then"][number];

export interface ExampleCheck {
  /** What a function has to be called with; undefined when it compares examples that fit with their schema. */
  inDoubt(run: unknown, value: unknown, options: unknown, path: Path): unknown;
  /** Results of a function: those of an earlier call that was the same, where that is known; else what is computed. */
  remember(
    run: unknown,
    input: unknown,
    options: unknown,
    path: Path,
    compute: () => FunctionResults,
  ): FunctionResults;
}

export interface FunctionResult {
  readonly message: string;
  readonly path?: Path;
}

/** What a rule's function returns. */
export type FunctionResults = ReturnType<Then["function"]>;

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

function call(
  rule: Rule,
  then: Then,
  value: unknown,
  path: (string | number)[],
  run: RuleRun,
): readonly FunctionResult[] {
  const input = run.examples.inDoubt(then.function, value, then.functionOptions, path);
  if (input === undefined && value !== undefined) return [];
  const compute = (): FunctionResults =>
    then.function(input, then.functionOptions ?? null, { ...run.context, path, rule });
  const results = run.examples.remember(then.function, input, then.functionOptions, path, compute);
  if (results === undefined) return [];
  if (!Array.isArray(results)) throw new Inexpressible("A function answers later.");
  return results;
}

function report(rule: Rule, result: FunctionResult, targetPath: Path, run: RuleRun): void {
  const wanted = (result.path ?? targetPath).map((part) => decodePart(String(part)));
  const place = run.placeOf(wanted, rule.resolved);
  const { file, path: pathInFile } = inFile(place.path);
  const source = file === undefined ? run.source : nameOfFile(file);
  const severity = rule.getSeverityForSource(source, [...pathInFile]);
  if (severity === -1) return;
  const values = new Values(rule.description, result.message, place, run.data);
  values.error = fillMessage(result.message, values);
  const message =
    rule.message === null ? (rule.description ?? values.error) : fillMessage(rule.message, values);
  run.report({
    code: rule.name,
    message: message.trim(),
    path: place.path,
    severity,
    ...(rule.documentationUrl !== null && { documentationUrl: rule.documentationUrl }),
  });
}

/** What messages may name, worked out when one does. */
class Values implements MessageValues {
  readonly description: string | null;
  error: string;
  readonly #place: Place;
  readonly #data: Container;

  constructor(description: string | null, error: string, place: Place, data: Container) {
    this.description = description;
    this.error = error;
    this.#place = place;
    this.#data = data;
  }

  get property(): string {
    const { path } = inFile(this.#place.path);
    const { path: missing } = inFile(this.#place.missing);
    return missing.length > path.length ? printDotted(missing.slice(path.length - 1)) : (path.at(-1) ?? "");
  }

  get path(): string {
    return printPointer(inFile(this.#place.path).path);
  }

  get value(): unknown {
    return this.#place.path.reduce<unknown>(propertyOf, this.#data);
  }
}

function propertyOf(value: unknown, key: string): unknown {
  return value === null || value === undefined ? undefined : (value as Record<string, unknown>)[key];
}
