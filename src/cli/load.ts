import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { compareBaseline } from "../features/loadTest/engine/answers/compare/compareBaseline.ts";
import { readBaseline } from "../features/loadTest/engine/answers/compare/readBaseline.ts";
import type { LoadPlan } from "../features/loadTest/engine/plan.ts";
import { duration, paceInWords } from "../features/loadTest/engine/report/figures.ts";
import { type LoadReport, passes } from "../features/loadTest/engine/report/loadReport.ts";
import type { LoadResult } from "../features/loadTest/engine/result.ts";
import { UserError } from "../shared/userError.ts";
import { UsageError } from "./arguments.ts";
import { displayPath, readTextFile, reasonOf } from "./files.ts";
import { attack } from "./load/attack.ts";
import { buildJob, type LoadJob } from "./load/buildJob.ts";
import { requireConsent } from "./load/consent.ts";
import { exportJob } from "./load/exportJob.ts";
import { defaultBaseline, exportFormats, type LoadFlags, readFlags, reportFormats } from "./load/flags.ts";
import { loadHelp } from "./load/help.ts";
import { engineRunner, judged, measure } from "./load/measure.ts";
import { refuseOtherFile, saveResult, writeReport } from "./load/output.ts";
import { createProgress } from "./load/progress.ts";
import { runWithK6 } from "./load/runWithK6.ts";
import type { Terminal, Verb } from "./verb.ts";

export const load: Verb = {
  usage: `senior-backend load URL [URL2] | SPEC --operation ID [--method M] [--header H]... [--body B]
                     [--concurrency N] [--rate R] [--duration S] [--expect "p95<200ms"]... [--expect-status N]
                     [--expect-rate-limit] [--save [FILE.json]] [--compare [BASELINE.json]] [--steps [LIST]] [--attack]
                     [--export ${exportFormats.join("|")}] [--format ${reportFormats.join("|")}] [--output FILE]`,
  summary: "Load-test HTTP with honest percentiles, compare, find the limits; --help of this verb says more.",
  details: loadHelp,
  async run(args, terminal) {
    const flags = readFlags(args);
    if (flags.attack) return await attack(flags, terminal);
    const job = await buildJob(flags, terminal.signal);
    if (flags.export !== undefined) return await exportJob(job, flags.export, flags.output, terminal);
    const baseline =
      flags.compare === undefined ? undefined : await loadBaseline(flags.compare, terminal.signal);
    if (flags.save !== undefined) await refuseOtherFile(flags.save);
    await requireConsent(urlsOf(job.plan), describeLoad(job.plan), flags.yes, terminal.signal);
    const report = withBaseline(await runJob(job, flags, terminal), baseline);
    if (flags.save !== undefined) await saveResult(flags.save, report.result);
    const saved = flags.save === undefined ? [] : [`Saved to ${displayPath(resolve(flags.save))}.`];
    await writeReport({ ...report, notes: [...report.notes, ...saved] }, flags.outputs, terminal);
    return passes(report) ? 0 : 1;
  },
};

async function runJob(job: LoadJob, flags: LoadFlags, { signal }: Terminal): Promise<LoadReport> {
  const progress = createProgress(process.stderr);
  if (flags["run-with"] === "k6") {
    refuseWithK6(flags, job);
    return judged(job, await runWithK6(job, progress, signal));
  }
  return await measure(job, flags.steps, engineRunner(progress, signal), progress, signal);
}

/** k6's summary has no seconds and no turns, which these need. */
function refuseWithK6(flags: LoadFlags, { plan, expectRateLimit }: LoadJob): void {
  const needing = [
    flags.compare === undefined ? undefined : "--compare",
    flags.save === undefined ? undefined : "--save",
    flags.steps === undefined ? undefined : "--steps",
    expectRateLimit ? "--expect-rate-limit" : undefined,
    plan.targets.length > 1 ? "A second URL" : undefined,
  ].find((option) => option !== undefined);
  if (needing !== undefined)
    throw new UsageError(`${needing} needs our own engine; leave --run-with k6 out.`);
}

function withBaseline(report: LoadReport, baseline: LoadResult | undefined): LoadReport {
  return baseline === undefined ? report : { ...report, baseline: compareBaseline(baseline, report.result) };
}

async function loadBaseline(file: string, signal: AbortSignal): Promise<LoadResult> {
  const path = resolve(file);
  const isThere = await readFile(path).then(
    () => true,
    (error: unknown) => reasonOf(error) !== reasonOf({ code: "ENOENT" }),
  );
  if (!isThere && file === defaultBaseline)
    throw new UserError(`There is no baseline in ${defaultBaseline} yet; write one with --save.`);
  return readBaseline(await readTextFile(path, signal), displayPath(path));
}

function urlsOf({ targets }: LoadPlan): readonly string[] {
  return targets.flatMap(({ requests }) => requests.map(({ url }) => url.replace(/\{\{.*?\}\}/g, "x")));
}

function describeLoad({ pace, length }: LoadPlan): string {
  const time = length.duration === undefined ? "" : ` for ${duration(length.duration / 1000)}`;
  return `${paceInWords(pace)}${time}`;
}
