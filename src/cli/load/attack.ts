import { setTimeout as sleep } from "node:timers/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { attackCases, runAttacks } from "../../features/loadTest/engine/answers/attack/runAttacks.ts";
import type { AttackRequest } from "../../features/loadTest/engine/answers/attack/attackCase.ts";
import type { AttackReport } from "../../features/loadTest/engine/answers/attack/runAttacks.ts";
import { sendOnce } from "../../features/loadTest/engine/answers/httpClient.ts";
import { type LeftOut, requestsFromSpec } from "../../features/loadTest/engine/fromSpec/requestFromSpec.ts";
import type { TlsOptions } from "../../features/loadTest/engine/plan.ts";
import {
  formatAttackJson,
  formatAttackJunit,
  formatAttackText,
} from "../../features/loadTest/engine/report/formatAttack.ts";
import { plural } from "../../features/loadTest/engine/report/figures.ts";
import { UsageError } from "../arguments.ts";
import type { ExitCode, Terminal } from "../verb.ts";
import { requireConsent } from "./consent.ts";
import { contractFiles, requireContract } from "./contractFiles.ts";
import type { LoadFlags, ReportFormat } from "./flags.ts";
import { terminalPaint, writeText } from "./output.ts";
import { createProgress } from "./progress.ts";
import { tlsOf } from "./tlsOf.ts";

const formats: Readonly<Partial<Record<ReportFormat, (report: AttackReport) => string>>> = {
  text: formatAttackText,
  json: formatAttackJson,
  junit: formatAttackJunit,
};

const longestAnswer = 15_000;

/** Sends hostile requests made from a description, and writes what they found. Exit code 1 when they found something. */
export async function attack(flags: LoadFlags, terminal: Terminal): Promise<ExitCode> {
  const { signal, stdout } = terminal;
  const [spec, ...others] = flags.positionals;
  if (spec === undefined || others.length > 0)
    throw new UsageError("Name one OpenAPI description to attack from.");
  const writers = flags.outputs.map(({ format, file }) => ({ format, file, write: writerOf(format) }));
  const path = resolve(spec);
  await requireContract(path, signal);
  const options = {
    operation: flags.operation,
    server: flags.server,
    headers: flags.header,
    environment: process.env,
  };
  const { requests, leftOut } = await requestsFromSpec(
    contractFiles,
    pathToFileURL(path).href,
    options,
    signal,
  );
  const total = requests.reduce((sum, request) => sum + attackCases(request, flags).length + 1, 0);
  const urls = requests.map(({ template }) => template.url);
  await requireConsent(urls, `up to ${plural(total, "hostile request")}`, flags.yes, signal);
  const tls = (await tlsOf(flags, signal)) ?? {};
  const progress = createProgress(process.stderr);
  const report = await runAttacks(
    requests,
    { mutating: flags.mutating },
    {
      send: (request, stop) => send(request, tls, stop),
      wait: (ms, stop) => sleep(ms, undefined, { signal: stop }),
      onOperation: (operation, count) => progress.say(`${operation}: ${plural(count, "request")}…`),
    },
    signal,
  );
  progress.end();
  const complete = { ...report, operations: [...report.operations, ...leftOut.map(skipped)] };
  for (const { format, file, write } of writers) {
    if (file !== undefined) await writeText(file, write(complete));
    else stdout.write(format === "text" ? formatAttackText(complete, terminalPaint) : write(complete));
  }
  return complete.findings.length > 0 ? 1 : 0;
}

function writerOf(format: ReportFormat): (report: AttackReport) => string {
  const writer = formats[format];
  if (writer === undefined)
    throw new UsageError(`Findings of --attack come as text, json or junit, not as ${format}.`);
  return writer;
}

function skipped({ operation, reason }: LeftOut) {
  return { operation, sent: 0, inconclusive: 0, skipped: reason.replace(/\.$/, "") };
}

/** Every request says what it is, so that a server's log can be read afterwards. */
async function send({ method, url, headers, body }: AttackRequest, tls: TlsOptions, signal: AbortSignal) {
  const marked = [...headers, ["X-Api-Tester", "senior-backend"] as const];
  return await sendOnce({ method, url, headers: marked, body }, tls, longestAnswer, signal);
}
