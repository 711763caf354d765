import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { openChannel } from "../../shared/channel.ts";
import { processPort } from "../../shared/processPort.ts";
import { UserError } from "../../shared/userError.ts";
import { attack, type CheckProgress, runLimited, scale } from "./checks.ts";
import { parseExpectation } from "./engine/answers/expectations.ts";
import { exportArtillery } from "./engine/export/artillery.ts";
import type { ExportInput } from "./engine/export/exportedPlan.ts";
import { exportK6 } from "./engine/export/k6.ts";
import { formatCsv } from "./engine/report/formatCsv.ts";
import { formatSaved } from "./engine/report/formatJson.ts";
import { formatJunit } from "./engine/report/formatJunit.ts";
import { formatHtml } from "./engine/report/html/formatHtml.ts";
import type { LoadReport } from "./engine/report/loadReport.ts";
import { commandLineOf } from "./engine/scenario/commandLine.ts";
import { parseRows } from "./engine/scenario/parseRows.ts";
import { planOf } from "./engine/scenario/planOf.ts";
import { printScenario } from "./engine/scenario/printScenario.ts";
import { readScenario } from "./engine/scenario/readScenario.ts";
import type { Scenario } from "./engine/scenario/scenario.ts";
import { comparedFindings, findingsOf, reportOf } from "./engine/view/findings.ts";
import { runOf, seriesOf } from "./engine/view/runView.ts";
import type { KeptRun } from "./keptRun.ts";
import type { LoadToolsApi, LoadToolsOwnerApi, RunFile, RunFormat, ScenarioFormat } from "./toolsProtocol.ts";

/** Entry of the tools process: what takes longer than an editor should wait, and needs no editor. */
function serve(): void {
  const stop = new AbortController();
  const owner = openChannel<LoadToolsApi, LoadToolsOwnerApi>(processPort(process), {
    readScenario: ({ text, fileName }) => readScenario(text, fileName),
    printScenario: ({ scenario }) => printScenario(scenario),
    readRows: async ({ path }) => parseRows(await readText(path), basename(path)),
    showRun: async (file) => {
      const { id, summary, scenario, result, checks } = await readRun(file);
      const findings = [...findingsOf(reportOf(result, scenario.expect)), ...checks];
      return { run: runOf(result, { id, summary }), series: seriesOf(result), scenario, findings };
    },
    compareRuns: async ({ run, other, isBaseline }) => {
      const [shown, earlier] = await Promise.all([readRun(run), readRun(other)]);
      return comparedFindings(earlier.result, shown.result, isBaseline);
    },
    exportRun: async ({ run, format }) => {
      const { result, scenario } = await readRun(run);
      return runPrinters[format](reportOf(result, scenario.expect));
    },
    scale: ({ plan }, signal) => scale(plan, progress, AbortSignal.any([signal, stop.signal])),
    runLimited: ({ plan }, signal) => runLimited(plan, progress, AbortSignal.any([signal, stop.signal])),
    attack: (order, signal) => attack(order, progress, AbortSignal.any([signal, stop.signal])),
    stop: () => {
      stop.abort();
      return null;
    },
    exportScenario: ({ scenario, format }) => scenarioPrinters[format](scenario),
  });
  const progress: CheckProgress = {
    say: (sentence) => void owner.call("say", sentence).catch(() => undefined),
    show: (snapshot) => void owner.call("show", snapshot).catch(() => undefined),
    stepped: (scaling) => void owner.call("stepped", scaling).catch(() => undefined),
  };
  process.once("disconnect", () => process.exit());
}

const runPrinters: Readonly<Record<RunFormat, (report: LoadReport) => string>> = {
  html: formatHtml,
  json: ({ result }) => formatSaved(result),
  csv: formatCsv,
  junit: formatJunit,
};

const scenarioPrinters: Readonly<Record<ScenarioFormat, (scenario: Scenario) => string>> = {
  k6: (scenario) => exportK6(exportInput(scenario)),
  artillery: (scenario) => exportArtillery(exportInput(scenario)),
  command: commandLineOf,
};

function exportInput(scenario: Scenario): ExportInput {
  return {
    plan: planOf(scenario, { secret: (name) => `\${${name}}` }),
    expectations: scenario.expect.thresholds.map(parseExpectation),
    expectRateLimit: scenario.expect.rateLimit,
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    throw new UserError(`${path} cannot be read; correct the path of the data file.`);
  }
}

/** @throws UserError when the file is gone or no run */
async function readRun({ path }: RunFile): Promise<KeptRun> {
  try {
    const kept = JSON.parse(await readFile(path, "utf8")) as Partial<KeptRun>;
    if (kept.schemaVersion === 1 && kept.result?.schemaVersion === 1) return kept as KeptRun;
  } catch {
    // Said below: whatever the reason, the run cannot be shown.
  }
  throw new UserError("This run cannot be read any more; run the test again.");
}

serve();
