import type { UnmodelledObject } from "../catalog/model.ts";
import { diffCatalogs } from "../diff/diffCatalogs.ts";
import type { SchemaDiff } from "../diff/model.ts";
import { renameStatements, reverseRenames } from "../diff/renames.ts";
import type { PlanContext } from "./context.ts";
import { sortNodes } from "./graph.ts";
import type { PlanNode } from "./graph.ts";
import { impactOf } from "./impact.ts";
import type { MigrationPlan, MigrationScript, PlanOptions } from "./model.ts";
import { buildNodes } from "./nodes.ts";
import { createScope } from "./scope.ts";
import { plain, toScript } from "./steps.ts";

/**
 * Writes the migration from one schema to another and back, in the order of dependencies. Each direction ends exactly
 * in its schema; what rows lose on the way is said in `diff.losses` and `irreversible`.
 */
export function planMigration(diff: SchemaDiff, options: PlanOptions): MigrationPlan {
  const back = diffCatalogs(diff.to, diff.from, undefined, diff.options);
  const up = planDirection(diff, options, { fill: false });
  const down = planDirection(back, options, { fill: true });
  const renamed = (statements: readonly string[], key: string): PlanNode[] =>
    statements.map((sql, position) => ({
      key: `${key} ${position}`,
      object: diff.renames[position]?.from ?? "",
      rank: 0,
      steps: [plain(sql, "Code that uses the old name stops working at this moment.")],
      after: new Set<string>(),
    }));
  const forward = renameStatements(diff.original, diff.renames);
  const backward = renameStatements(diff.from, reverseRenames(diff.renames));
  return {
    up: script([...renamed(forward, "rename"), ...up.order], up, options),
    down: script([...down.order, ...renamed(backward, "rename back")], down, options),
    irreversible: diff.losses.map(({ message }) => message),
    unmodelled: distinct([...diff.unmodelled.from, ...diff.unmodelled.to]),
  };
}

interface Direction {
  readonly order: readonly PlanNode[];
  readonly warnings: readonly string[];
  readonly context: PlanContext;
}

function planDirection(
  diff: SchemaDiff,
  options: PlanOptions,
  { fill }: { readonly fill: boolean },
): Direction {
  const [from, to] = [createScope(diff.from), createScope(diff.to)];
  const impact = impactOf(diff, from, to);
  const context: PlanContext = {
    diff,
    from,
    to,
    impact,
    major: options.serverMajor,
    online: options.online ?? true,
    options,
    role: options.role ?? diff.from.server.user,
    fill,
    isNew: (table) => impact.added.has(table) || impact.replaced.has(table),
  };
  const { order, cycles } = sortNodes(buildNodes(context));
  return {
    order,
    context,
    warnings: cycles.map(
      (key) => `The place of "${key}" could not be decided: objects refer to each other in a circle.`,
    ),
  };
}

function script(
  order: readonly PlanNode[],
  { context, warnings }: Direction,
  options: PlanOptions,
): MigrationScript {
  return toScript(order, warnings, {
    isNew: context.isNew,
    rows: (table) => options.tableFacts?.get(table)?.rows ?? null,
    lockTimeout: options.lockTimeout ?? 2000,
    lateBodies: order.some(({ key }) => /^(?:create|alter) (?:function|procedure) /.test(key)),
  });
}

function distinct(list: readonly UnmodelledObject[]): UnmodelledObject[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
}
