import { readFile } from "node:fs/promises";
import { openChannel } from "../../shared/channel.ts";
import { processPort } from "../../shared/processPort.ts";
import { UserError } from "../../shared/userError.ts";
import { printScenario } from "./engine/scenario/printScenario.ts";
import { readScenario } from "./engine/scenario/readScenario.ts";
import { runOf, seriesOf } from "./engine/view/runView.ts";
import type { KeptRun } from "./keptRun.ts";
import type { LoadToolsApi, RunFile } from "./toolsProtocol.ts";

/** Entry of the tools process: what takes longer than an editor should wait, and needs no editor. */
function serve(): void {
  openChannel<LoadToolsApi, Record<never, never>>(processPort(process), {
    readScenario: ({ text, fileName }) => readScenario(text, fileName),
    printScenario: ({ scenario }) => printScenario(scenario),
    showRun: async (file) => {
      const { id, summary, scenario, result } = await readRun(file);
      return { run: runOf(result, { id, summary }), series: seriesOf(result), scenario, findings: [] };
    },
    readRows: () => [],
    compareRuns: () => [],
    exportRun: () => "",
    exportScenario: () => "",
    scale: () => [],
  });
  process.once("disconnect", () => process.exit());
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
