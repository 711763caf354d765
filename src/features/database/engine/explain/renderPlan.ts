import { formatCount } from "../explorer/wording.ts";
import { expensiveNode, ownShare, type Plan, type PlanNode } from "./plan.ts";

/** Times by which an estimate may be off before it is pointed out. */
const misjudged = 10;

/**
 * A plan as a tree of lines, the most expensive node marked.
 * @param withFigures false for a plan over tables without rows, whose costs say nothing.
 */
export function renderPlan(plan: Plan, withFigures = true): string {
  const worst = withFigures ? expensiveNode(plan) : undefined;
  const lines: string[] = [];
  const visit = (node: PlanNode, first: string, rest: string): void => {
    const mark = node === worst ? "▶ " : "  ";
    const target = node.target === null ? "" : ` ${node.target}`;
    lines.push(`${mark}${first}${node.type}${target}${withFigures ? `  ${figures(node, plan)}` : ""}`);
    const inner = `  ${rest}${node.children.length > 0 ? "│   " : "    "}`;
    for (const condition of node.conditions) lines.push(`${inner}${condition}`);
    for (const note of notes(node)) lines.push(`${inner}${note}`);
    for (const [position, child] of node.children.entries()) {
      const last = position === node.children.length - 1;
      visit(child, `${rest}${last ? "└─ " : "├─ "}`, `${rest}${last ? "   " : "│  "}`);
    }
  };
  visit(plan.root, "", "");
  return `${lines.join("\n")}\n`;
}

/** "12.4 ms, 62 % of it here, 1,200 rows (1,150 expected)" */
function figures(node: PlanNode, plan: Plan): string {
  const share = `${String(Math.round(ownShare(node, plan) * 100))} % of it here`;
  const expected = formatCount(node.estimatedRows);
  if (node.actualRows === null || node.actualTime === null)
    return `cost ${formatCount(Math.round(node.totalCost))}, ${share}, ${expected} rows expected`;
  const loops = node.loops > 1 ? `, ${formatCount(node.loops)} times` : "";
  return `${formatTime(node.actualTime)}, ${share}, ${formatCount(node.actualRows)} rows (${formatCount(node.estimatedRows * node.loops)} expected)${loops}`;
}

function notes({
  actualRows,
  estimatedRows,
  loops,
  removedRows,
  conditions,
  type,
}: PlanNode): readonly string[] {
  const expected = Math.max(1, estimatedRows * loops);
  const actual = Math.max(1, actualRows ?? expected);
  const off = Math.max(actual / expected, expected / actual);
  const spilled = conditions.some((condition) => condition.includes("external")) && type.includes("Sort");
  return [
    ...(removedRows > 0 ? [`${formatCount(removedRows)} rows read and thrown away`] : []),
    ...(actualRows !== null && off >= misjudged
      ? [`expected ${formatCount(Math.round(off))} times too ${actual > expected ? "few" : "many"} rows`]
      : []),
    ...(spilled ? ["sorted on disk, work_mem is too small for it"] : []),
  ];
}

export function formatTime(ms: number): string {
  return ms < 10 ? `${ms.toFixed(2)} ms` : ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
