import { exportArtillery } from "../../features/loadTest/engine/export/artillery.ts";
import type { ExportInput } from "../../features/loadTest/engine/export/exportedPlan.ts";
import { exportK6 } from "../../features/loadTest/engine/export/k6.ts";
import { exportK6Operator } from "../../features/loadTest/engine/export/k6Operator.ts";
import { UsageError } from "../arguments.ts";
import type { ExitCode, Terminal } from "../verb.ts";
import type { LoadJob } from "./buildJob.ts";
import type { ExportFormat, LoadFlags } from "./flags.ts";
import { writeText } from "./output.ts";

const exporters: Readonly<Record<ExportFormat, (input: ExportInput) => string>> = {
  k6: exportK6,
  artillery: exportArtillery,
  "k6-operator": exportK6Operator,
};

/** Writes a job for another tool, to a file or standard output; nothing is sent. */
export async function exportJob(
  job: LoadJob,
  format: ExportFormat,
  outputFiles: LoadFlags["output"],
  { stdout }: Terminal,
): Promise<ExitCode> {
  const files = outputFiles ?? [];
  if (files.length > 1) throw new UsageError("An export is one file; give one --output.");
  const [file] = files;
  const text = exporters[format](job);
  if (file === undefined) stdout.write(text);
  else await writeText(file, text);
  return 0;
}
