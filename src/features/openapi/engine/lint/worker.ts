import type { Ruleset } from "@stoplight/spectral-core";
import { type MessagePort, parentPort } from "node:worker_threads";
import { type Channel, openChannel } from "../../../../shared/channel.ts";
import { UserError } from "../../../../shared/userError.ts";
import { explainRule, similarRules } from "../ruleset/explain.ts";
import { editorOf } from "../fixes/editor.ts";
import { type ProposedFix, proposeFixes } from "../fixes/index.ts";
import { lintOpaque, lintWithAutomaton } from "../automaton/lintWithAutomaton.ts";
import { outlineOf } from "../outline.ts";
import type { LoadedRuleset, RulesetRequest } from "../ruleset/load.ts";
import { RulesetProblem } from "../ruleset/problem.ts";
import { isSecurityFinding, severities, type Finding } from "../finding.ts";
import { isJson, jsonProblem, syntaxProblemAt } from "../syntax.ts";
import type {
  Counts,
  ExplainJob,
  ExplainResult,
  FixAnswer,
  FixProposal,
  FixQuestion,
  LintAnswer,
  LintJob,
  LintOwnerApi,
  LintQuestion,
  LintResult,
  LintWorkerApi,
  OutlineAnswer,
  OutlineQuestion,
  RestFindings,
  RestJob,
  RestQuestion,
} from "./protocol.ts";
import { LiveDocuments, type LiveAnswer, type LiveDocument } from "./liveDocuments.ts";
import { RulesetCache } from "./rulesetCache.ts";
import { lintWithSpectral, type SpectralRun } from "./spectral.ts";
import { workerPort } from "./workerPort.ts";

/** Entry of the lint worker: one thread, one run at a time. Its owner ends it when a run is no longer wanted. */
function serve(parent: MessagePort): void {
  const channel: Channel<LintOwnerApi> = openChannel<LintWorkerApi, LintOwnerApi>(workerPort(parent), {
    lint: (job) => lint(job, { rulesets, documents, readText, leave }),
    rest: (job) => rest(job, { rulesets, documents, readText, leave }),
    join: (question) => join(question, documents),
    outline: (question) => outline(question, documents),
    fixes: (question) => fixes(question, documents),
    explain: (job) => explain(job, rulesets),
  });
  const readText = (path: string): Promise<string> => channel.call("readText", path);
  const leave = (path: string): void => void channel.call("leftToSpectral", path).catch(() => undefined);
  const rulesets = new RulesetCache(readText);
  const documents = new LiveDocuments();
}

/** What a run of this thread needs. */
interface Means {
  readonly rulesets: RulesetCache;
  readonly documents: LiveDocuments;
  readonly readText: (path: string) => Promise<string>;
  /** Says that a run goes on in spectral-core. */
  readonly leave: (path: string) => void;
}

async function lint(job: LintQuestion, means: Means): Promise<LintAnswer> {
  const { path, source } = job;
  const isKept = isLive && source.version !== undefined;
  const document = isKept ? means.documents.take(path, source) : undefined;
  if (isKept && !document) return { ...nothing, asksForText: true };
  try {
    const loaded = await means.rulesets.load(rulesetOf(job), job.surroundings);
    const files = loaded.files;
    const isLong = (document?.length ?? 0) > long;
    const isHasty = isLong && job.isHasty === true;
    const answer = await document?.lint(loaded.ruleset, job.atMost ?? Infinity, {
      isHasty,
      mayLeave: isLong,
      readFile: means.readText,
      changes: job.fileChanges,
    });
    const reached = [...files, ...(document?.files ?? [])];
    if (document && answer) return { ...answerOf(answer, document, job.has), files: reached };
    if (isHasty) return { ...nothing, files: reached, needsWhole: true };
    const text = document?.text ?? ("text" in source ? source.text : "");
    const broken = document && isJson(path) ? jsonProblem(text) : undefined;
    if (broken) return { ...nothing, files: reached, syntax: broken };
    if (isLong) return { ...nothing, files: reached, needsWhole: true };
    return await lintWhole(job, text, loaded, means);
  } catch (error) {
    if (!RulesetProblem.is(error)) throw error;
    const { message, file, range } = error;
    return {
      ...nothing,
      files: [file],
      problem: { message, file, ...(range && { range }) },
    };
  }
}

async function lintWhole(
  { path, atMost }: LintJob,
  text: string,
  loaded: LoadedRuleset,
  means: Means,
): Promise<LintResult> {
  const { findings, files } = await run(path, text, loaded.ruleset, means);
  const syntax = findings.some(isSyntaxError) ? syntaxProblemAt(path, text) : undefined;
  return {
    findings: gravest(findings, atMost),
    counts: countsOf(findings),
    files: [...loaded.files, ...files],
    ...(syntax && { syntax }),
  };
}

function outline({ path, source }: OutlineQuestion, documents: LiveDocuments): OutlineAnswer {
  if (source.version === undefined) return { outline: outlineOf("text" in source ? source.text : "") };
  const document = documents.take(path, source);
  return document ? { outline: document.outline() } : { outline: noOutline, asksForText: true };
}

function fixes({ path, source, places }: FixQuestion, documents: LiveDocuments): FixAnswer {
  if (source.version === undefined)
    return { fixes: proposeFixes(editorOf("text" in source ? source.text : ""), places).map(toProposal) };
  const document = documents.take(path, source);
  return document ? { fixes: document.fixes(places).map(toProposal) } : { fixes: [], asksForText: true };
}

function toProposal(proposed: ProposedFix | undefined): FixProposal | undefined {
  return proposed && { title: proposed.fix.title, kind: proposed.fix.kind, edit: proposed.edit };
}

const noOutline = { versionLine: 0, operations: [] };
const nothing = { findings: [], counts: { findings: 0, security: 0 }, files: [] };
/** Documents above this length (UTF-16 units) are not linted as a whole while somebody types, nor in this thread. */
const long = 300_000;

function answerOf(answer: LiveAnswer, { sender, left }: LiveDocument, has: number | undefined): LintAnswer {
  if ("syntax" in answer) return { ...nothing, syntax: answer.syntax };
  const counts = { findings: answer.findings, security: answer.security };
  return {
    ...nothing,
    counts,
    shown: sender.messageFor(answer, has),
    ...(left.length > 0 && { left }),
  };
}

async function rest(job: RestJob, { rulesets, readText, leave }: Means): Promise<RestFindings> {
  const { path, text, rules, atMost } = job;
  const { ruleset } = await rulesets.load(rulesetOf(job));
  leave(path);
  const { findings, files } = await lintOpaque(path, text, ruleset, rules, readText);
  const listed = gravest(findings, atMost);
  const all = countsOf(findings);
  const { findings: count, security } = countsOf(listed);
  return {
    findings: listed,
    unlisted: { findings: all.findings - count, security: all.security - security },
    files,
  };
}

function join(
  { path, version, rest, atMost = Infinity, has }: RestQuestion,
  documents: LiveDocuments,
): LintAnswer {
  const document = documents.at(path, version);
  const summary = document?.takeRest(rest, atMost);
  return document && summary ? answerOf(summary, document, has) : { ...nothing, needsWhole: true };
}

function countsOf(findings: readonly Finding[]): Counts {
  return { findings: findings.length, security: findings.filter(isSecurityFinding).length };
}

/** The gravest findings, as many as are wanted, in their order. */
function gravest(findings: readonly Finding[], atMost = Infinity): readonly Finding[] {
  if (findings.length <= atMost) return findings;
  const ranked = severities.flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity),
  );
  const chosen = new Set(ranked.slice(0, atMost));
  return findings.filter((finding) => chosen.has(finding));
}

function rulesetOf({ trusted, rulesetPath }: Pick<LintJob, "trusted" | "rulesetPath">): RulesetRequest {
  return { trusted, ...(rulesetPath !== undefined && { path: rulesetPath }) };
}

async function explain(job: ExplainJob, rulesets: RulesetCache): Promise<ExplainResult> {
  try {
    const { ruleset } = await rulesets.load(rulesetOf(job));
    const explanation = explainRule(ruleset, job.code);
    return explanation ? { explanation, similar: [] } : { similar: similarRules(ruleset, job.code) };
  } catch (error) {
    throw RulesetProblem.is(error) ? new UserError(`${error.file}: ${error.message}`) : error;
  }
}

/** With SENIOR_BACKEND_LINT_ENGINE=spectral, spectral-core does all the work itself. */
const isLive = process.env["SENIOR_BACKEND_LINT_ENGINE"] !== "spectral";

function run(path: string, text: string, ruleset: Ruleset, { readText, leave }: Means): Promise<SpectralRun> {
  if (isLive) return lintWithAutomaton(path, text, ruleset, readText, never, () => leave(path));
  leave(path);
  return lintWithSpectral(path, text, ruleset, readText);
}

// The owner ends the thread when a run is no longer wanted.
const never = new AbortController().signal;

/** spectral-core reports what its parser stumbles over, duplicate keys among it. */
function isSyntaxError({ code, severity, message }: Finding): boolean {
  return code === "parser" && severity === "error" && !message.startsWith("Duplicate key");
}

if (parentPort) serve(parentPort);
