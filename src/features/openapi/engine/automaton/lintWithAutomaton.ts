import type { Format, Rule, Ruleset } from "@stoplight/spectral-core";
import type { Finding } from "../finding.ts";
import type { ReadFile } from "../lint/sources.ts";
import { lintWithSpectral, type SpectralRun } from "../lint/spectral.ts";
import { Collector } from "./collector.ts";
import type { Program } from "./compile.ts";
import { programFor } from "./programs.ts";
import { missingTargets } from "./missing.ts";
import type { ReadDocument } from "./read/readDocument.ts";
import { readAlone, readFiles, type ReadFiles } from "./readFiles.ts";
import { resolveReferences, type ResolvedView } from "./resolve.ts";
import { sortFindings, type Result } from "./result.ts";
import { roleOf } from "./role.ts";
import { onMatch, ruleRun } from "./ruleRun.ts";
import type { RuleRun } from "./rules.ts";
import { walkDocument, walkView } from "./walk.ts";

/**
 * Lints a document with the automaton: the findings of spectral-core, in time linear in the document. Documents and
 * rules that are beyond it are left to spectral-core.
 * @param leave is called before that happens; it may take long.
 */
export async function lintWithAutomaton(
  path: string,
  text: string,
  ruleset: Ruleset,
  readFile: ReadFile,
  signal: AbortSignal,
  leave: () => void = () => undefined,
): Promise<SpectralRun> {
  signal.throwIfAborted();
  const leftToSpectral: typeof lintWithSpectral = (...run) => {
    leave();
    return lintWithSpectral(...run);
  };
  try {
    return await lintFast(path, text, ruleset, readFile, signal, leftToSpectral);
  } catch {
    // Whatever the reason, spectral-core knows the right answer, which may be the same error.
    signal.throwIfAborted();
    leave();
    return await lintWithSpectral(path, text, ruleset, readFile);
  }
}

async function lintFast(
  path: string,
  text: string,
  rootRuleset: Ruleset,
  readFile: ReadFile,
  signal: AbortSignal,
  leftToSpectral: typeof lintWithSpectral,
): Promise<SpectralRun> {
  const files = await readFiles(path, text, readFile, signal);
  const { findings, opaque } = lintRead(files, rootRuleset);
  if (opaque.length === 0) return { findings, files: files.asked };
  signal.throwIfAborted();
  const names = new Set(opaque.map(({ name }) => name));
  const rest = await leftToSpectral(path, text, onlyRules(rootRuleset, names), readFile);
  return {
    findings: merge(findings, ofRules(rest.findings, names)),
    files: [...new Set([...files.asked, ...rest.files])],
  };
}

/** The part of a run that is left to spectral-core: what some rules find. Cannot be interrupted. */
export async function lintOpaque(
  path: string,
  text: string,
  ruleset: Ruleset,
  rules: readonly string[],
  readFile: ReadFile,
): Promise<SpectralRun> {
  const names = new Set(rules);
  const { findings, files } = await lintWithSpectral(path, text, onlyRules(ruleset, names), readFile);
  return { findings: merge([], ofRules(findings, names)), files };
}

/** What spectral-core says of syntax and references is in the part that is not its own. */
function ofRules(findings: readonly Finding[], names: ReadonlySet<string>): readonly Finding[] {
  return findings.filter(({ code }) => names.has(code));
}

/**
 * The part of a run that the automaton does, and the names of the rules that are left. Other files count as missing.
 * @throws Inexpressible when it cannot do any.
 */
export function lintExpressible(path: string, text: string, rootRuleset: Ruleset): ExpressiblePart {
  return lintRead(readAlone(path, text), rootRuleset);
}

export interface ExpressiblePart {
  readonly findings: readonly Finding[];
  readonly opaque: readonly Rule[];
}

function lintRead(files: ReadFiles, rootRuleset: Ruleset): ExpressiblePart {
  const { root, others } = files;
  const name = root.source;
  const ruleset = rootRuleset.fromSource(name);
  const view = resolveReferences(root.data, files.own, name);
  const formats = [...ruleset.formats].filter((format) => format(view.root, name));
  const { program, token } = programFor(rootRuleset, ruleset, formats);
  const collector = new Collector(files);
  const problemOf = (file: string): string | undefined => {
    const read = others.get(file);
    return read && "problem" in read ? read.problem : undefined;
  };
  for (const missing of missingTargets(view.missing, problemOf, (path) => collector.startOf(path)))
    collector.add(missing);
  collector.addParserProblems(ruleset);
  if (formats.length === 0 && ruleset.formats.size > 0)
    collector.add(unrecognizedFormat([...ruleset.formats]));
  const subject = { data: root.data, source: name, view, formats };
  const run = ruleRun(subject, token, (result) => collector.add(result));
  runProgram(program, root, view, run, program.asksRole && files.mentionSides);
  return { findings: collector.findings(), opaque: program.opaque };
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

/** Says that a document is of no format that a ruleset knows. */
export function unrecognizedFormat(formats: readonly Format[]): Result {
  const names = formats.map((format) => format.displayName ?? format.name).join(", ");
  return {
    code: "unrecognized-format",
    message: `The provided document does not match any of the registered formats [${names}]`,
    severity: 1,
    path: [],
  };
}

/** The ruleset with some of its rules only. */
function onlyRules(ruleset: Ruleset, names: ReadonlySet<string>): Ruleset {
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
