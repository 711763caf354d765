import { type MessagePort, parentPort } from "node:worker_threads";
import { type Channel, openChannel } from "../../../../shared/channel.ts";
import { UserError } from "../../../../shared/userError.ts";
import { explainRule, similarRules } from "../ruleset/explain.ts";
import { RulesetProblem } from "../ruleset/problem.ts";
import type { Finding } from "../finding.ts";
import { syntaxProblem } from "../syntax.ts";
import type {
  ExplainJob,
  ExplainResult,
  LintJob,
  LintOwnerApi,
  LintResult,
  LintWorkerApi,
} from "./protocol.ts";
import { RulesetCache } from "./rulesetCache.ts";
import { lintWithSpectral } from "./spectral.ts";
import { workerPort } from "./workerPort.ts";

/** Entry of the lint worker: one thread, one run at a time. Its owner ends it when a run is no longer wanted. */
function serve(parent: MessagePort): void {
  const channel: Channel<LintOwnerApi> = openChannel<LintWorkerApi, LintOwnerApi>(workerPort(parent), {
    lint: (job) => lint(job, rulesets, readText),
    explain: (job) => explain(job, rulesets),
  });
  const readText = (path: string): Promise<string> => channel.call("readText", path);
  const rulesets = new RulesetCache(readText);
}

async function lint(
  job: LintJob,
  rulesets: RulesetCache,
  readText: (path: string) => Promise<string>,
): Promise<LintResult> {
  const { rulesetPath, trusted } = job;
  try {
    const loaded = await rulesets.load({ trusted, ...(rulesetPath !== undefined && { path: rulesetPath }) });
    const { findings, files } = await lintWithSpectral(job.path, job.text, loaded.ruleset, readText);
    const syntax = findings.some(isSyntaxError) ? syntaxProblem(job.text) : undefined;
    return { findings, files: [...loaded.files, ...files], ...(syntax && { syntax }) };
  } catch (error) {
    if (!RulesetProblem.is(error)) throw error;
    const { message, file, range } = error;
    return { findings: [], files: [file], problem: { message, file, ...(range && { range }) } };
  }
}

async function explain(
  { code, rulesetPath, trusted }: ExplainJob,
  rulesets: RulesetCache,
): Promise<ExplainResult> {
  try {
    const { ruleset } = await rulesets.load({
      trusted,
      ...(rulesetPath !== undefined && { path: rulesetPath }),
    });
    const explanation = explainRule(ruleset, code);
    return explanation ? { explanation, similar: [] } : { similar: similarRules(ruleset, code) };
  } catch (error) {
    throw RulesetProblem.is(error) ? new UserError(`${error.file}: ${error.message}`) : error;
  }
}

/** spectral-core reports what its parser stumbles over, duplicate keys among it. */
function isSyntaxError({ code, severity, message }: Finding): boolean {
  return code === "parser" && severity === "error" && !message.startsWith("Duplicate key");
}

if (parentPort) serve(parentPort);
