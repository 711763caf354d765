import { sqlNameOf } from "../catalog/ids.ts";
import type { SchemaDiff } from "../diff/model.ts";

const verbs = { added: "add", removed: "drop", changed: "change" } as const;

/** A difference in a few words, for the name of a file: "add orders.status and 3 more". */
export function summaryOf({ changes, renames }: SchemaDiff): string {
  const all = [
    ...renames.map(({ from, to }) => `rename ${short(from)} to ${short(to)}`),
    ...changes.map(({ action, id }) => `${verbs[action]} ${short(id)}`),
  ];
  const [first = "change schema", second, ...others] = all;
  if (second === undefined) return first;
  return others.length === 0 && first.length + second.length < 50
    ? `${first} ${second}`
    : `${first} and ${String(all.length - 1)} more`;
}

function short(id: string): string {
  return sqlNameOf(id)
    .replace(/^public\./, "")
    .replaceAll('"', "");
}
