import type { MigrationPlan, MigrationScript } from "../plan/model.ts";
import type { MigrationTool } from "./tools/migrationTool.ts";

/** How a file is run that its tool cannot run: statement by statement, with the transactions that it says itself. */
export const ownRunner = "senior-backend db --migrate";

/** Whether a file says that it is run that way. */
export function isForOwnRunner(text: string): boolean {
  return text.split("\n").some((line) => /^\s*--/.test(line) && line.includes(ownRunner));
}

/** The lines of a header that every file of a migration has to repeat. */
export function runnerLines(header: readonly string[]): readonly string[] {
  return header.filter((line) => line.includes(ownRunner)).map((line) => line.trim());
}

/** What a person has to know whose tool cannot run the file. */
export function runnerNotes(
  { sendsWhole, alwaysWraps, name, history }: MigrationTool,
  { up, down }: MigrationPlan,
): readonly string[] {
  if (!sendsWhole) return [];
  const recorded = history ? `, which records it in ${history.table}` : "";
  const run = `: run it with "${ownRunner}"${recorded}.`;
  if (alwaysWraps === true)
    return [up, down].some(endsTransaction)
      ? [`${name} runs every file in one transaction, and this one has to commit in between${run}`]
      : [];
  return [up, down].some(isMixed)
    ? [`${name} sends a file to the server in one piece, which Postgres refuses around CONCURRENTLY${run}`]
    : [];
}

function isOutside({ segments }: MigrationScript): boolean {
  return segments.some(({ transaction }) => transaction === "outside");
}

function endsTransaction(script: MigrationScript): boolean {
  return script.segments.length > 1 || isOutside(script);
}

function isMixed(script: MigrationScript): boolean {
  return script.steps.length > 1 && isOutside(script);
}
