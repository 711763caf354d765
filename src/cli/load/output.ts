import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { styleText } from "node:util";
import { readBaseline } from "../../features/loadTest/engine/answers/compare/readBaseline.ts";
import { formatCsv } from "../../features/loadTest/engine/report/formatCsv.ts";
import { formatJson, formatSaved } from "../../features/loadTest/engine/report/formatJson.ts";
import { formatJunit } from "../../features/loadTest/engine/report/formatJunit.ts";
import { formatText, type Paint } from "../../features/loadTest/engine/report/formatText.ts";
import { formatHtml } from "../../features/loadTest/engine/report/html/formatHtml.ts";
import type { LoadReport } from "../../features/loadTest/engine/report/loadReport.ts";
import type { LoadResult } from "../../features/loadTest/engine/result.ts";
import { UserError } from "../../shared/userError.ts";
import { displayPath, reasonOf } from "../files.ts";
import type { Terminal } from "../verb.ts";
import type { LoadFlags, ReportFormat } from "./flags.ts";

const styles = { good: "green", bad: "red", faint: "gray", strong: "bold" } as const;

/** Colours where a person reads. */
export const terminalPaint: Paint = (style, text) =>
  process.stdout.isTTY && !process.env["NO_COLOR"] ? styleText(styles[style], text) : text;

const formats: Readonly<Record<ReportFormat, (report: LoadReport) => string>> = {
  text: (report) => formatText(report),
  json: formatJson,
  junit: formatJunit,
  csv: formatCsv,
  html: formatHtml,
};

/** Writes a report to every place that was asked for. @throws UserError when a file cannot be written */
export async function writeReport(
  report: LoadReport,
  outputs: LoadFlags["outputs"],
  { stdout }: Terminal,
): Promise<void> {
  for (const { format, file } of outputs) {
    if (file !== undefined) await writeText(file, formats[format](report));
    else stdout.write(format === "text" ? formatText(report, terminalPaint) : formats[format](report));
  }
}

/** Writes a file and the folders above it. @throws UserError that says why it cannot be written */
export async function writeText(file: string, text: string): Promise<void> {
  const path = resolve(file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new UserError(`${displayPath(path)} cannot be written: ${reasonOf(error)}.`);
  }
}

/** Saves a result as a baseline; a file that is something else is never written over. */
export async function saveResult(file: string, result: LoadResult): Promise<void> {
  await refuseOtherFile(file);
  await writeText(file, formatSaved(result));
}

/** @throws UserError when the file exists and is no saved result */
export async function refuseOtherFile(file: string): Promise<void> {
  const path = resolve(file);
  const current = await readFile(path, "utf8").catch(() => undefined);
  if (current === undefined || current.trim() === "") return;
  try {
    readBaseline(current, displayPath(path));
  } catch {
    throw new UserError(
      `${displayPath(path)} is something else than a saved load test; name another file for --save.`,
    );
  }
}
