import { Hover, type HoverProvider, l10n, MarkdownString } from "vscode";
import type { SqlRuleExplanation, StatementLocks } from "../../protocol.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";
import type { MigrationLinter } from "./linter.ts";
import { rangeOf } from "./places.ts";

/** The locks of the statement below the cursor, and what the rules found there say of themselves. */
export function migrationHovers(
  linter: MigrationLinter,
  process: Pick<DatabaseProcess, "call">,
): HoverProvider {
  return {
    async provideHover(document, position, token) {
      const statement = linter.locksOf(document).find(({ range }) => rangeOf(range).contains(position));
      const codes = linter
        .findingsOf(document)
        .filter(({ diagnostic }) => diagnostic.range.contains(position))
        .map(({ finding }) => finding.code);
      const explanations = await Promise.all(
        [...new Set(codes)].map((code) => process.call("explainSqlRule", code)),
      );
      if (token.isCancellationRequested) return undefined;
      const rules = explanations.filter((rule) => rule !== null);
      if (!statement && rules.length === 0) return undefined;
      const parts = [...(statement ? [lockText(statement)] : []), ...rules.map(ruleText)];
      return new Hover(parts, statement && rangeOf(statement.range));
    },
  };
}

/** Names of tables come from the file: they are shown as text, never as Markdown. */
function lockText({ locks }: StatementLocks): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown(`**${l10n.t("Locks")}**\n\n`);
  for (const { table, mode, waits } of locks) {
    text.appendMarkdown("- ");
    text.appendText(`${table}: ${mode}, ${waits}`);
    text.appendMarkdown("\n");
  }
  return text;
}

function ruleText({ title, why, instead, fineWhen }: SqlRuleExplanation): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown("**");
  text.appendText(title);
  text.appendMarkdown("**\n\n");
  text.appendText(why);
  text.appendMarkdown(`\n\n_${l10n.t("Instead")}_ `);
  text.appendText(instead);
  text.appendMarkdown(`\n\n_${l10n.t("Fine when")}_ `);
  text.appendText(fineWhen);
  return text;
}
