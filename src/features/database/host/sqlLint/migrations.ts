import { languages, type TextDocument } from "vscode";
import { toolOf } from "../../engine/sqlLint/migration/tools.ts";
import { migrationSettings } from "./settings.ts";

/** Folders in which every tool keeps migrations. */
const migrationFolder = /(?:^|\/)(?:migrations?|migrate|deploy|revert)\/(?:[^/]+\/){0,2}[^/]+\.sql$/i;
const schemes: ReadonlySet<string> = new Set(["file", "untitled", "vscode-remote"]);
/** Larger files are dumps, not migrations; in UTF-16 units. */
const maxLength = 2_000_000;

/** Tells whether a document is a migration that should be linted: by its folder, its markers, or the settings. */
export function isMigration(document: TextDocument): boolean {
  const { uri, isClosed, languageId } = document;
  const isSql = languageId === "sql" || languageId.endsWith("sql") || uri.path.toLowerCase().endsWith(".sql");
  if (isClosed || !isSql || !schemes.has(uri.scheme)) return false;
  const settings = migrationSettings(uri);
  if (!settings.enabled) return false;
  const isNamed = settings.patterns.some((pattern) => languages.match({ pattern }, document) > 0);
  if (!isNamed && !migrationFolder.test(uri.path) && !toolOf(uri.path, headOf(document))) return false;
  return document.getText().length <= maxLength;
}

/** Markers stand at the top, or soon after. */
function headOf(document: TextDocument): string {
  return document.getText().slice(0, 20_000);
}
