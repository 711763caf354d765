import { isAbsolute } from "node:path";
import { UserError } from "../../../../shared/userError.ts";
import {
  type PanelChoice,
  panelChoices,
  type RenameAnswer,
  type SavedComparison,
  type SchemaPlace,
} from "../../comparePanelProtocol.ts";
import { toolNames } from "../../engine/migrations/migration.ts";

const longestName = 2000;
const mostAnswers = 1000;

/** Which object a page asks about. @throws UserError when it is no name. */
export function readObject(value: unknown): string {
  const { object } = asRecord(value);
  if (isName(object)) return object;
  throw strange();
}

/** An answer to a question about a rename; null takes one back. @throws UserError when it is none. */
export function readAnswer(
  value: unknown,
): Pick<RenameAnswer, "from" | "to"> & { readonly isRename: boolean | null } {
  const { from, to, isRename } = asRecord(value);
  if (isName(from) && isName(to) && (isRename === null || typeof isRename === "boolean"))
    return { from, to, isRename };
  throw strange();
}

/** @throws UserError when it is no choice. */
export function readPanelChoice(value: unknown): PanelChoice {
  const { what } = asRecord(value);
  const choice = panelChoices.find((name) => name === what);
  if (choice === undefined) throw strange();
  return choice;
}

/** Where a dry run is wanted. @throws UserError when it is no such place. */
export function readDryRunPlace(value: unknown): "copy" | "database" {
  const { on } = asRecord(value);
  if (on === "copy" || on === "database") return on;
  throw strange();
}

/** Reads what a page kept over a reload of the window; undefined when it is not to be used. */
export function readSavedComparison(value: unknown): SavedComparison | undefined {
  const saved = asRecord(value);
  const [from, to] = [readPlace(saved["from"]), readPlace(saved["to"])];
  const { answers, tool } = saved;
  if (!from || !to) return undefined;
  return {
    from,
    to,
    answers: Array.isArray(answers) ? answers.slice(0, mostAnswers).flatMap(readSavedAnswer) : [],
    tool: toolNames.find((name) => name === tool) ?? null,
  };
}

function readSavedAnswer(value: unknown): readonly RenameAnswer[] {
  const { from, to, isRename } = asRecord(value);
  return isName(from) && isName(to) && typeof isRename === "boolean" ? [{ from, to, isRename }] : [];
}

function readPlace(value: unknown): SchemaPlace | undefined {
  const { kind, connectionId, path, label } = asRecord(value);
  if (kind === "connection" && isName(connectionId)) return { kind, connectionId };
  if (kind === "files" && isName(path) && isName(label) && isAbsolute(path)) return { kind, path, label };
  return undefined;
}

function strange(): UserError {
  return new UserError("The panel asked for something that it cannot have.");
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= longestName;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
