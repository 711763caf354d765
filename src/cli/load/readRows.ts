import { parse } from "csv-parse/sync";
import type { DataRow } from "../../features/loadTest/engine/plan.ts";
import { UserError } from "../../shared/userError.ts";
import { displayPath, readTextFile } from "../files.ts";

/**
 * Rows for `{{column}}` from a CSV file with a head line, or a JSON list of objects.
 * @throws UserError when the file is neither, or has no rows
 */
export async function readRows(path: string, signal: AbortSignal): Promise<readonly DataRow[]> {
  const text = await readTextFile(path, signal);
  const name = displayPath(path);
  const rows = /^\s*\[/.test(text) ? jsonRows(text, name) : csvRows(text, name);
  if (rows.length === 0) throw new UserError(`${name} has no rows; add one below the column names.`);
  return rows;
}

function jsonRows(text: string, name: string): readonly DataRow[] {
  const values = parsed(() => JSON.parse(text) as unknown, name);
  const list: readonly unknown[] = Array.isArray(values) ? values : [];
  return list.map((row) => {
    if (typeof row !== "object" || row === null || Array.isArray(row))
      throw new UserError(`${name} holds something other than objects; write [{ "column": "value" }].`);
    return Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    );
  });
}

function csvRows(text: string, name: string): readonly DataRow[] {
  return parsed(() => parse(text, { columns: true, skip_empty_lines: true, trim: true, bom: true }), name);
}

function parsed<T>(read: () => T, name: string): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "it is damaged";
    throw new UserError(`${name} cannot be read as CSV or JSON: ${reason.replace(/\.$/, "")}.`);
  }
}
