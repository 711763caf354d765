import type { Format } from "@stoplight/spectral-core";
import { oas2, oas3 } from "@stoplight/spectral-formats";
import type { Part, RuledGiven } from "./compile.ts";
import { examplesInDoubt, SchemaKnowledge, type ExampleOptions } from "./examples/examples.ts";
import { Inexpressible } from "./inexpressible.ts";
import { isContainer, isObject, type Container, type Json, type Path } from "./json.ts";
import { scopeOf } from "./knownFunctions.ts";
import { placeInDocument, placeInView } from "./place.ts";
import type { ResolvedView } from "./resolve.ts";
import type { Result } from "./result.ts";
import { roleOf } from "./role.ts";
import { runRule, type ExampleCheck, type RuleRun } from "./rules.ts";
import type { InventoryToken } from "./surroundings.ts";
import type { OnMatch } from "./walk.ts";

/** What a run of rules is about. */
export interface Subject {
  readonly data: Container;
  /** The name that Spectral knows the document by. */
  readonly source: string;
  readonly view: ResolvedView;
  readonly formats: readonly Format[];
}

/** Ties rules to a document. @param report is called with each result, repeats included. */
export function ruleRun(
  { data, source, view, formats }: Subject,
  token: InventoryToken,
  report: (result: Result) => void,
): RuleRun {
  const documentForRules = {
    data,
    source,
    formats: new Set(formats),
  } as unknown as RuleRun["context"]["document"];
  const overallOrder = () => [...view.pointers].map((pointer) => `${source}${pointer}`);
  const documentInventory = token.next({ graph: { overallOrder } });
  return {
    data,
    source,
    examples: exampleCheck(data, formats, token),
    context: { document: documentForRules, documentInventory },
    placeOf: (path, resolved) => (resolved ? placeInView(data, view, path) : placeInDocument(data, path)),
    report,
  };
}

/** Examples of OpenAPI 3 are judged here where that is simple; a dialect of its own is not. */
function exampleCheck(data: Container, formats: readonly Format[], token: InventoryToken): ExampleCheck {
  const knowledge = new SchemaKnowledge();
  // Schemas of Swagger 2.0 are copied, and compiled, for each use.
  if (formats.includes(oas2)) token.count(Infinity);
  const isPlain = formats.includes(oas3) && !(isObject(data) && "jsonSchemaDialect" in data);
  return {
    inDoubt: (run, value, options, path) => {
      if (scopeOf(run) !== "role") return value;
      const rest = isPlain
        ? examplesInDoubt(value, options as ExampleOptions, knowledge, roleOf(path) > 0)
        : value;
      return rest;
    },
    remember: (run, input, options, path, compute) => {
      if (scopeOf(run) !== "role") return compute();
      if (!isSmall(input)) {
        token.count();
        return compute();
      }
      const name = JSON.stringify([input, options, roleOf(path)]);
      return token.outcomes.get(name, path, () => {
        token.count();
        return compute();
      });
    },
  };
}

/** So many values are written down to recognise them again. */
const most = 20_000;

/** References may make a value of a short text that has no end, in practice. */
function isSmall(value: unknown): boolean {
  let left = most;
  const fits = (part: unknown): boolean => {
    if (--left < 0) return false;
    return !isContainer(part) || (Object.values(part) as unknown[]).every(fits);
  };
  return fits(value);
}

/** Runs the rules of each match of a part. */
export function onMatch({ givens }: Part, run: RuleRun): OnMatch {
  return (index, value, path) => {
    const given = givens[index];
    if (!given) return;
    const matched = matchedValue(given, value, path);
    for (const rule of given.rules) runRule(rule, matched, path, run);
  };
}

/**
 * What rules see of a match.
 * @throws Inexpressible when the way there gets lost.
 */
export function matchedValue(
  { quoted, keyed }: RuledGiven,
  value: Parameters<OnMatch>[1],
  path: Path,
): Json | undefined {
  if (quoted && path.some((part) => /['"\\\]]|^$/.test(String(part))))
    throw new Inexpressible("A name has quotes.");
  return keyed ? path.at(-1) : value;
}
