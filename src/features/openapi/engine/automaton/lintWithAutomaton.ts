import type { Format, Rule, Ruleset } from "@stoplight/spectral-core";
import { getDiagnosticSeverity } from "@stoplight/spectral-core";
import { documentationOf } from "../documentation.ts";
import type { Finding, Range } from "../finding.ts";
import { severities } from "../finding.ts";
import { lintWithSpectral, sourceName, type ReadFile, type SpectralRun } from "../lint/spectral.ts";
import { oas2, oas3 } from "@stoplight/spectral-formats";
import { compileProgram, type Part, type Program } from "./compile.ts";
import { examplesInDoubt, SchemaKnowledge, type ExampleOptions } from "./examples/examples.ts";
import { Inexpressible } from "./inexpressible.ts";
import { isObject, type Container } from "./json.ts";
import { scopeOf } from "./knownFunctions.ts";
import { placeInDocument, placeInView } from "./place.ts";
import { readDocument, type ReadDocument } from "./read/readDocument.ts";
import { resolveReferences, type MissingTarget, type ResolvedView } from "./resolve.ts";
import { sortFindings, type Result } from "./result.ts";
import { roleOf } from "./role.ts";
import { runRule, type ExampleCheck, type RuleRun } from "./rules.ts";
import { InventoryToken } from "./surroundings.ts";
import { walkDocument, walkView } from "./walk.ts";

/**
 * Lints a document with the automaton: the findings of spectral-core, in time linear in the document. Documents and
 * rules that are beyond it are left to spectral-core.
 */
export async function lintWithAutomaton(
  path: string,
  text: string,
  ruleset: Ruleset,
  readFile: ReadFile,
  signal: AbortSignal,
): Promise<SpectralRun> {
  signal.throwIfAborted();
  try {
    return await lintFast(path, text, ruleset, readFile, signal);
  } catch {
    // Whatever the reason, spectral-core knows the right answer, which may be the same error.
    signal.throwIfAborted();
    return await lintWithSpectral(path, text, ruleset, readFile);
  }
}

async function lintFast(
  path: string,
  text: string,
  rootRuleset: Ruleset,
  readFile: ReadFile,
  signal: AbortSignal,
): Promise<SpectralRun> {
  const { findings, opaque } = lintExpressible(path, text, rootRuleset);
  if (opaque.length === 0) return { findings, files: [] };
  signal.throwIfAborted();
  const rest = await lintWithSpectral(path, text, onlyRules(rootRuleset, opaque), readFile);
  return { findings: merge(findings, rest.findings), files: rest.files };
}

/**
 * The part of a run that the automaton does, and the names of the rules that are left.
 * @throws Inexpressible when it cannot do any.
 */
export function lintExpressible(
  path: string,
  text: string,
  rootRuleset: Ruleset,
): { readonly findings: readonly Finding[]; readonly opaque: readonly Rule[] } {
  const read = readDocument(path, text, sourceName(path));
  const name = read.source;
  const ruleset = rootRuleset.fromSource(name);
  const view = resolveReferences(read.data);
  const formats = [...ruleset.formats].filter((format) => format(view.root, name));
  const { program, token } = programFor(rootRuleset, ruleset, formats);
  const collector = new Collector(path, read);
  for (const result of missingTargets(view.missing, collector)) collector.add(result);
  collector.addParserProblems(ruleset);
  if (formats.length === 0 && ruleset.formats.size > 0)
    collector.add(unrecognizedFormat([...ruleset.formats]));
  const run = ruleRun(read, view, collector, token, formats);
  runProgram(program, read, view, run, asksRole(program, text));
  return { findings: collector.findings(), opaque: program.opaque };
}

/** Only examples with read-only or write-only properties depend on their side. */
function asksRole(program: Program, text: string): boolean {
  return program.asksRole && /readOnly|writeOnly|\\u/.test(text);
}

function runProgram(
  program: Program,
  { data }: ReadDocument,
  view: ResolvedView,
  run: RuleRun,
  asked: boolean,
): void {
  const options = { telling: program.fields, roleOf: asked ? roleOf : undefined };
  const { resolved, unresolved } = program;
  if (resolved.givens.length > 0) walkView(data, view, resolved, options, onMatch(resolved, run));
  if (unresolved.givens.length > 0) walkDocument(data, unresolved, onMatch(unresolved, run));
}

function onMatch({ givens }: Part, run: RuleRun) {
  return (index: number, value: Parameters<typeof runRule>[1], path: readonly (string | number)[]): void => {
    const given = givens[index];
    if (!given) return;
    if (given.quoted && path.some((part) => /['"\\\]]|^$/.test(String(part))))
      throw new Inexpressible("A name has quotes.");
    const matched = given.keyed ? (path.at(-1) ?? undefined) : value;
    for (const rule of given.rules) runRule(rule, matched, path, run);
  };
}

interface Compiled {
  readonly program: Program;
  readonly token: InventoryToken;
}

const programs = new WeakMap<Ruleset, Map<string, Compiled & { readonly ruleset: Ruleset }>>();

/** Keeps programs as long as their ruleset: one per set of formats, and per file where overrides make a difference. */
function programFor(root: Ruleset, ruleset: Ruleset, formats: readonly Format[]): Compiled {
  const key = formats.map(numberOf).join();
  let known = programs.get(root);
  if (!known) programs.set(root, (known = new Map<string, Compiled & { readonly ruleset: Ruleset }>()));
  const last = known.get(key);
  if (last && (last.ruleset === ruleset || root === ruleset)) return last;
  const compiled = {
    ruleset,
    program: compileProgram(ruleset, new Set(formats)),
    token: new InventoryToken(),
  };
  known.set(key, compiled);
  return compiled;
}

const formatNumbers = new Map<Format, number>();

function numberOf(format: Format): number {
  const number = formatNumbers.get(format) ?? formatNumbers.size;
  formatNumbers.set(format, number);
  return number;
}

function ruleRun(
  { data, source }: ReadDocument,
  view: ResolvedView,
  collector: Collector,
  token: InventoryToken,
  formats: readonly Format[],
): RuleRun {
  const documentForRules = {
    data,
    source,
    formats: new Set(formats),
  } as unknown as RuleRun["context"]["document"];
  const nodes = [...view.pointers].map((pointer) => `${source}${pointer}`);
  const documentInventory = token.next({ graph: { overallOrder: () => nodes } });
  return {
    data,
    source,
    examples: exampleCheck(data, formats, token),
    context: { document: documentForRules, documentInventory },
    placeOf: (path, resolved) => (resolved ? placeInView(data, view, path) : placeInDocument(data, path)),
    report: (result) => collector.add(result),
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
      if (rest !== undefined) token.count();
      return rest;
    },
  };
}

function missingTargets(missing: readonly MissingTarget[], collector: Collector): readonly Result[] {
  return missing.map(({ pointer, sites }) => ({
    code: "invalid-ref",
    message: `'${pointer}' does not exist`,
    severity: 0,
    path: collector.first(sites.map((site) => [...site, "$ref"])),
  }));
}

function unrecognizedFormat(formats: readonly Format[]): Result {
  const names = formats.map((format) => format.displayName ?? format.name).join(", ");
  return {
    code: "unrecognized-format",
    message: `The provided document does not match any of the registered formats [${names}]`,
    severity: 1,
    path: [],
  };
}

/** Gathers results, each once, and gives them their places. */
class Collector {
  readonly #path: string;
  readonly #document: ReadDocument;
  readonly #seen = new Set<string>();
  readonly #findings: Finding[] = [];

  constructor(path: string, document: ReadDocument) {
    this.#path = path;
    this.#document = document;
  }

  add(result: Result, range?: Range): void {
    const { code, path, message } = result;
    const place = path.length > 0 ? JSON.stringify(path) : JSON.stringify(range ?? this.#rangeOf(path));
    const fingerprint = `${code}${place}${message}`;
    if (this.#seen.has(fingerprint)) return;
    this.#seen.add(fingerprint);
    const documentationUrl = documentationOf(code, result.documentationUrl);
    this.#findings.push({
      code,
      severity: severities[result.severity] ?? "hint",
      message,
      source: this.#path,
      path,
      range: range ?? this.#rangeOf(path),
      ...(documentationUrl !== undefined && { documentationUrl }),
    });
  }

  /** Complaints of the parser; some have a severity that rulesets set. */
  addParserProblems({ parserOptions }: Ruleset): void {
    for (const { code, message, path, range, severity } of this.#document.problems) {
      if (code !== "parser") continue;
      const setting = message.startsWith("Mapping key must be a string scalar rather than")
        ? parserOptions.incompatibleValues
        : message.startsWith("Duplicate key")
          ? parserOptions.duplicateKeys
          : undefined;
      const actual = setting === undefined ? severity : getDiagnosticSeverity(setting);
      if (actual !== -1) this.add({ code, message, path: path.map(String), severity: actual }, range);
    }
  }

  /** The path that comes first in the text. */
  first(paths: readonly (readonly string[])[]): readonly string[] {
    const [first = []] = paths
      .map((path) => ({ path, start: this.#rangeOf(path).start }))
      .sort((a, b) => a.start.line - b.start.line || a.start.character - b.start.character)
      .map(({ path }) => path);
    return first;
  }

  findings(): readonly Finding[] {
    return sortFindings(this.#findings);
  }

  #rangeOf(path: readonly string[]): Range {
    const zero = { line: 0, character: 0 };
    return this.#document.rangeOf(path) ?? { start: zero, end: zero };
  }
}

/** The ruleset with some of its rules only. */
function onlyRules(ruleset: Ruleset, rules: readonly Rule[]): Ruleset {
  const names = new Set(rules.map(({ name }) => name));
  const narrow = (whole: Ruleset): Ruleset =>
    new Proxy(whole, {
      get(target, property) {
        if (property === "rules")
          return Object.fromEntries(Object.entries(target.rules).filter(([name]) => names.has(name)));
        if (property === "fromSource") return (source: string | null) => narrow(target.fromSource(source));
        return Reflect.get(target, property, target) as unknown;
      },
    });
  return narrow(ruleset);
}

function merge(ours: readonly Finding[], theirs: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  const all = [...ours, ...theirs].filter(({ code, path, range, source, message }) => {
    const fingerprint = JSON.stringify([code, path.length > 0 ? path : range, source, message]);
    return !seen.has(fingerprint) && seen.add(fingerprint);
  });
  return sortFindings(all);
}
