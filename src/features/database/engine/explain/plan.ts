/** One node of a plan; costs in the planner's unit, times in ms. */
export interface PlanNode {
  /** "Index Scan" */
  readonly type: string;
  /** What it reads: "orders o", "orders_pkey on orders o". */
  readonly target: string | null;
  readonly index: string | null;
  readonly totalCost: number;
  readonly estimatedRows: number;
  /** Of all loops together; null: it was not run. */
  readonly actualRows: number | null;
  readonly actualTime: number | null;
  readonly loops: number;
  /** "Filter: (total > 5)", "Index Cond: (id = 1)", in the order in which Postgres says them. */
  readonly conditions: readonly string[];
  readonly removedRows: number;
  readonly children: readonly PlanNode[];
}

export interface Plan {
  readonly root: PlanNode;
  /** ms; null: it was not run. */
  readonly planningTime: number | null;
  readonly executionTime: number | null;
}

const conditionKeys = [
  "Index Cond",
  "Recheck Cond",
  "Hash Cond",
  "Merge Cond",
  "Join Filter",
  "Filter",
  "Order By",
  "Sort Key",
  "Presorted Key",
  "Group Key",
  "Sort Method",
] as const;

/** Reads the answer of EXPLAIN (FORMAT JSON). @throws TypeError when it is none. */
export function readPlan(answer: unknown): Plan {
  const [first] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
  const root = record(record(first)["Plan"]);
  if (typeof root["Node Type"] !== "string") throw new TypeError("The server answered EXPLAIN with no plan.");
  const top = record(first);
  return {
    root: readNode(root),
    planningTime: number(top["Planning Time"]),
    executionTime: number(top["Execution Time"]),
  };
}

function readNode(node: Readonly<Record<string, unknown>>): PlanNode {
  const loops = number(node["Actual Loops"]) ?? 1;
  const rows = number(node["Actual Rows"]);
  const time = number(node["Actual Total Time"]);
  const removed = ["Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck"];
  const children = Array.isArray(node["Plans"]) ? (node["Plans"] as readonly unknown[]) : [];
  return {
    type: typeOf(node),
    target: targetOf(node),
    index: text(node["Index Name"]),
    totalCost: number(node["Total Cost"]) ?? 0,
    estimatedRows: number(node["Plan Rows"]) ?? 0,
    actualRows: rows === null ? null : rows * loops,
    actualTime: time === null ? null : time * loops,
    loops,
    conditions: conditionKeys.flatMap((key) => {
      const value = node[key];
      const said = Array.isArray(value) ? value.map(String).join(", ") : text(value);
      return said === null ? [] : [`${key}: ${said}`];
    }),
    removedRows: removed.reduce((sum, key) => sum + (number(node[key]) ?? 0) * loops, 0),
    children: children.map((child) => readNode(record(child))),
  };
}

function typeOf(node: Readonly<Record<string, unknown>>): string {
  const type = text(node["Node Type"]) ?? "";
  const join = text(node["Join Type"]);
  const words = [
    node["Parallel Aware"] === true ? "Parallel" : null,
    text(node["Strategy"]) === "Hashed" ? "Hash" : null,
    type === "ModifyTable" ? text(node["Operation"]) : type,
    join !== null && join !== "Inner" ? `(${join})` : null,
  ];
  return words.filter((word) => word !== null).join(" ");
}

function targetOf(node: Readonly<Record<string, unknown>>): string | null {
  const [index, relation, alias] = [node["Index Name"], node["Relation Name"], node["Alias"]].map(text);
  const other = text(node["CTE Name"]) ?? text(node["Function Name"]) ?? text(node["Subplan Name"]);
  const table = relation ?? other ?? null;
  const named = table === null || alias === null || alias === table ? table : `${table} ${alias ?? ""}`;
  if (index === null || index === undefined) return named;
  return named === null ? index : `${named} by ${index}`;
}

/** Time or cost that a node takes itself, without its children. */
export function ownShare(node: PlanNode, plan: Plan): number {
  const of = (one: PlanNode) => (plan.root.actualTime === null ? one.totalCost : (one.actualTime ?? 0));
  const inner = node.children.reduce((sum, child) => sum + of(child), 0);
  const total = of(plan.root);
  return total === 0 ? 0 : Math.max(0, of(node) - inner) / total;
}

export function allNodes(node: PlanNode): readonly PlanNode[] {
  return [node, ...node.children.flatMap(allNodes)];
}

/** The node that takes the most itself. */
export function expensiveNode(plan: Plan): PlanNode {
  return allNodes(plan.root).reduce((worst, node) =>
    ownShare(node, plan) > ownShare(worst, plan) ? node : worst,
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
