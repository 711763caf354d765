import type { SqlComment, SqlScript, SqlStatement } from "../sql/parseSql.ts";
import type { SqlRule } from "./rule.ts";

/** A comment that settles findings. */
export interface Ignore {
  readonly comment: SqlComment;
  /** Ids of rules; undefined: all of them. */
  readonly rules: ReadonlySet<string> | undefined;
  readonly scope: "statement" | "file";
  /** Ours ask for a reason; those of other linters never had a place for one. */
  readonly hasReason: boolean;
}

/** How linters write it; the first group is what follows. */
const dialects: readonly {
  readonly pattern: RegExp;
  readonly scope: Ignore["scope"];
  readonly own: boolean;
}[] = [
  { pattern: /^--\s*senior-backend-ignore-file\b(.*)$/, scope: "file", own: true },
  { pattern: /^--\s*senior-backend-ignore\b(.*)$/, scope: "statement", own: true },
  { pattern: /^--\s*squawk-ignore-file\b(.*)$/, scope: "file", own: false },
  { pattern: /^--\s*squawk-ignore\b(.*)$/, scope: "statement", own: false },
  { pattern: /^--\s*pgfence-ignore\b:?(.*)$/, scope: "statement", own: false },
  { pattern: /^--\s*eugene:\s*ignore\b:?(.*)$/, scope: "statement", own: false },
];

/** Reads the comments of a script that settle findings, also those that were written for other linters. */
export function ignoresOf({ comments }: SqlScript, rules: readonly SqlRule[]): readonly Ignore[] {
  const ours = new Map(
    rules.flatMap(({ id, aliases = [] }) => [id, ...aliases].map((name) => [name, id] as const)),
  );
  const byAlias = (name: string) =>
    rules.filter(({ id, aliases = [] }) => id === name || aliases.includes(name)).map(({ id }) => id);
  return comments.flatMap((comment) => {
    for (const { pattern, scope, own } of dialects) {
      const rest = pattern.exec(comment.text)?.[1];
      if (rest === undefined) continue;
      const [list = "", ...reason] = own ? rest.split(":") : [rest];
      const names = list.split(/[\s,]+/).filter((name) => name !== "");
      const known = names.filter((name) => ours.has(name));
      // What another linter calls by a name of its own that we don't know cannot be about a finding of ours.
      const ids = names.length === 0 ? undefined : new Set(known.flatMap(byAlias));
      return [{ comment, rules: ids, scope, hasReason: !own || reason.join(":").trim() !== "" }];
    }
    return [];
  });
}

/** Tells whether a comment stands right above a statement, within it, or behind it on its last line. */
export function isAt({ start, end }: SqlComment, statement: SqlStatement, { text }: SqlScript): boolean {
  if (start >= statement.start && end <= statement.next) return true;
  const between = end <= statement.start ? text.slice(end, statement.start) : undefined;
  // Other comments may stand between them.
  if (between !== undefined) return /^\s*(?:--[^\n]*\s*)*$/.test(between) && startsLine(text, start);
  return !text.slice(statement.next, start).includes("\n") && start >= statement.next;
}

function startsLine(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).trim() === "";
}
