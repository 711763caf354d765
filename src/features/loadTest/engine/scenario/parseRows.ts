import { parse } from "csv-parse/sync";
import { UserError } from "../../../../shared/userError.ts";
import type { DataRow } from "../plan.ts";

/**
 * Rows for `{{column}}` from CSV with a head line, or a JSON list of objects.
 * @param name what the file is called in messages
 * @throws UserError when the text is neither, or has no rows
 */
export function parseRows(text: string, name: string): readonly DataRow[] {
  const rows = /^\s*\[/.test(text) ? jsonRows(text, name) : csvRows(text, name);
  if (rows.length === 0) throw new UserError(`${name} has no rows; add one below the column names.`);
  return rows;
}

function jsonRows(text: string, name: string): readonly DataRow[] {
  const list = attempt(() => JSON.parse(text) as readonly unknown[], name);
  return list.map((row) => {
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw new UserError(`${name} holds something other than objects; write [{ "column": "value" }].`);
    }
    return Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    );
  });
}

function csvRows(text: string, name: string): readonly DataRow[] {
  return attempt(() => parse(text, { columns: true, skip_empty_lines: true, trim: true, bom: true }), name);
}

function attempt<Rows>(read: () => Rows, name: string): Rows {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "it is damaged";
    throw new UserError(`${name} is neither CSV nor JSON: ${reason.replace(/\.$/, "")}.`);
  }
}
