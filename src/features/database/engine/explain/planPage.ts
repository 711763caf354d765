import { wrapped } from "../advice/format.ts";
import { formatCount } from "../explorer/wording.ts";
import type { Explained } from "./explainStatement.ts";
import { expensiveNode, type Plan } from "./plan.ts";
import { formatTime, renderPlan } from "./renderPlan.ts";

export interface PlanPage {
  readonly sql: string;
  readonly database: string;
  readonly explained: Explained;
  /** The plan of the same statement before, for what has changed since. */
  readonly before: Plan | undefined;
}

/** A plan as a page of text: what it says in a sentence, the tree, the statement. */
export function planPage({ sql, database, explained, before }: PlanPage): string {
  const { plan, generic } = explained;
  const worst = expensiveNode(plan);
  const target = worst.target === null ? "" : ` ${worst.target}`;
  const parts = [
    `Plan on ${database}: ${summary(plan)}${generic ? ", for any values of its parameters" : ""}.`,
    `Most of it is spent in ▶ ${worst.type}${target}.`,
    ...(before ? [wrapped(comparison(before, plan))] : []),
    "",
    renderPlan(plan),
    sql.trim(),
    "",
  ];
  return parts.join("\n");
}

function summary({ root, planningTime, executionTime }: Plan): string {
  if (executionTime === null) return `cost ${formatCount(Math.round(root.totalCost))}, not run`;
  return `run in ${formatTime(executionTime)}, planned in ${formatTime(planningTime ?? 0)}, rolled back`;
}

/** "Before: 120 ms by Seq Scan; now: 0.10 ms by Index Scan." */
export function comparison(before: Plan, after: Plan): string {
  const timed = before.executionTime !== null && after.executionTime !== null;
  const of = (plan: Plan) =>
    timed ? formatTime(plan.executionTime ?? 0) : `cost ${formatCount(Math.round(plan.root.totalCost))}`;
  const figure = (plan: Plan) => (timed ? (plan.executionTime ?? 0) : plan.root.totalCost);
  const ratio = figure(before) / Math.max(figure(after), 0.001);
  const verdict =
    ratio >= 1.2
      ? `${ratio.toFixed(1)} times ${timed ? "faster" : "cheaper"}`
      : ratio <= 1 / 1.2
        ? `${(1 / ratio).toFixed(1)} times ${timed ? "slower" : "dearer"}`
        : "about the same";
  const caveat = timed ? "; one run each, so caches play a part" : " by the planner's estimate";
  return `Before: ${of(before)} with ${expensiveNode(before).type}; now: ${of(after)} with ${expensiveNode(after).type}: ${verdict}${caveat}.`;
}
