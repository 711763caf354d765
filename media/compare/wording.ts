import type {
  Activity,
  ChangeView,
  ComparisonView,
  PlaceView,
  StatementView,
  StepView,
  TriedStatement,
} from "../../src/features/database/comparePanelProtocol.ts";

/** "live: shop (development)" */
export function placeText({ kind, name, role }: PlaceView): string {
  if (kind === "files") return `files: ${name}`;
  return role === null ? `live: ${name}` : `live: ${name} (${role})`;
}

/** What is going on, or what came of it. */
export function statusText(activity: Activity, comparison: ComparisonView | null): string {
  if (activity.kind === "running") return `${activity.what}…`;
  if (activity.kind === "stopping") return "Stopping…";
  return comparison ? comparedSentence(comparison) : "Press Compare to see how the two differ.";
}

export function comparedSentence({ isEqual, groups, isProven, losses }: ComparisonView): string {
  if (isEqual) return "There is no difference.";
  const changes = groups.reduce((sum, { own, parts }) => sum + parts.length + (own ? 1 : 0), 0);
  const lost = losses.length > 0 ? ", and data is lost" : "";
  return `${count(changes, "change")}${lost}; the migration is ${isProven ? "proven" : "not proven completely"}.`;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

export const actions: Readonly<
  Record<ChangeView["action"], { readonly glyph: string; readonly meaning: string }>
> = {
  added: { glyph: "+", meaning: "added" },
  removed: { glyph: "−", meaning: "removed" },
  changed: { glyph: "~", meaning: "changed" },
  renamed: { glyph: "→", meaning: "renamed" },
};

const severity = { nothing: 0, writes: 1, "reads and writes": 2 } as const;

/** A step in one line: "ACCESS EXCLUSIVE on orders, instant" and what it blocks. */
export function stepText({ transaction, statements }: StepView): {
  readonly how: string;
  readonly blocks: StatementView["blocks"];
} {
  const strongest = statements.reduce<StatementView | undefined>(
    (worst, one) => (worst && severity[worst.blocks] >= severity[one.blocks] ? worst : one),
    undefined,
  );
  const how = transaction === "outside" ? "outside a transaction" : "in one transaction";
  return { how, blocks: strongest?.blocks ?? "nothing" };
}

/** What a statement locks and does, as the plan claims it; empty: no table that others use. */
export function claimText({ lock, table, blocks, work, rows }: StatementView): string {
  if (lock === null) return "";
  const of = rows === null ? "" : ` (about ${count(Math.round(rows), "row")})`;
  const doing =
    work === "rewrites"
      ? `, writes the whole table anew${of}`
      : work === "scans"
        ? `, reads the whole table${of}`
        : ", instant";
  return `${lock} on ${table ?? "a table"}: blocks ${blocks}${doing}.`;
}

/** What was seen of a statement when it was tried. */
export function triedText({ blocks, locks, rewrites, scans, estimate }: TriedStatement): string {
  const facts = [
    ...locks.map(({ mode, relation }) => `${spelled(mode)} on ${relation}`),
    ...(rewrites.length > 0 ? [`rewrites ${rewrites.join(", ")}`] : []),
    ...(scans.length > 0 ? [`reads all of ${scans.join(", ")}`] : []),
  ];
  const time = estimate ? ` for ${secondsText(estimate)} at this size (estimated)` : "";
  const blocked = blocks === "nothing" ? "blocks nothing" : `blocks ${blocks}${time}`;
  return `Tried: ${[...facts, blocked].join("; ")}.`;
}

function secondsText({ from, to }: { readonly from: number; readonly to: number }): string {
  if (to < 1) return "less than a second";
  return `about ${Math.floor(from).toLocaleString("en")}–${Math.ceil(to).toLocaleString("en")} s`;
}

/** "AccessExclusiveLock" as manuals spell it. */
function spelled(mode: string): string {
  return mode
    .replace(/Lock$/, "")
    .replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`)
    .toUpperCase();
}
