import type { IndexDesign } from "../advice/finding.ts";
import { createIndexSql } from "../advice/design.ts";
import type { Catalog } from "../catalog/model.ts";
import type { SqlClient } from "../catalog/sqlClient.ts";
import { quoteIdent } from "../catalog/identifiers.ts";
import { renderLive } from "../proof/renderLive.ts";
import type { ShadowServer } from "../shadow/shadowServer.ts";
import { explainStatement } from "./explainStatement.ts";
import { allNodes, type Plan } from "./plan.ts";

/** What an index that does not exist would do for a statement. */
export interface WhatIf {
  /** The index, as SQL that creates it. */
  readonly index: string;
  /** What was tried and what it shows, in one sentence; nothing more than that was shown. */
  readonly verdict: string;
  readonly plan: Plan;
  /** Whether the plan's figures are those of the server's rows. */
  readonly hasFigures: boolean;
}

export interface WhatIfRequest {
  readonly sql: string;
  readonly design: IndexDesign;
  readonly catalog: Catalog;
}

/** Methods of indexes that HypoPG can pretend. */
const hypotheticalMethods: ReadonlySet<string> = new Set(["btree", "brin", "hash", "bloom"]);

/** Whether the server can plan with an index that does not exist. */
export function canPretend(catalog: Catalog, { method }: Pick<IndexDesign, "method">): boolean {
  return hypopgSchema(catalog) !== undefined && hypotheticalMethods.has(method);
}

function hypopgSchema({ objects }: Pick<Catalog, "objects">): string | undefined {
  const extension = [...objects.values()].find(
    (object) => object.kind === "extension" && object.name === "hypopg",
  );
  return extension?.kind === "extension" ? extension.schema : undefined;
}

/**
 * Plans with an index that exists in this session only, by the server's extension HypoPG.
 * @param cleaner the same session, where no signal stops what cleans it up.
 * @throws UserError when the statement cannot be planned; AbortError when the signal fires.
 */
export async function whatIfOnServer(
  client: SqlClient,
  cleaner: SqlClient,
  { sql, design, catalog }: WhatIfRequest,
  signal: AbortSignal,
): Promise<WhatIf> {
  const schema = quoteIdent(hypopgSchema(catalog) ?? "public");
  const index = createIndexSql(design, { online: false });
  const request = { sql, analyze: false, genericPlan: catalog.server.major >= 16 };
  const before = await explainStatement(client, request, signal);
  try {
    let name: string | undefined;
    const prepare = async (session: SqlClient) => {
      const { rows } = await session.query(`select indexname from ${schema}.hypopg_create_index($1)`, [
        index,
      ]);
      ({ indexname: name } = rows[0] as { readonly indexname: string });
    };
    const { plan } = await explainStatement(client, { ...request, prepare }, signal);
    const used = allNodes(plan.root).some((node) => node.index !== null && node.index === name);
    const [was, is] = [before.plan.root.totalCost, plan.root.totalCost].map((cost) => cost.toFixed(0));
    return {
      index,
      plan,
      hasFigures: true,
      verdict: used
        ? `With a hypothetical index (HypoPG) the planner estimates a cost of ${is ?? ""} instead of ${was ?? ""}; nothing was run.`
        : "The planner leaves a hypothetical index (HypoPG) aside: it expects no gain from it.",
    };
  } finally {
    await cleaner.query(`select ${schema}.hypopg_reset()`);
  }
}

/**
 * Creates the index in a copy of the structure without rows and looks whether the planner can use it when reading
 * whole tables is ruled out. It shows that the index fits the statement, not how much it gains.
 * @throws UserError when the statement cannot be planned; AbortError when the signal fires.
 */
export async function whatIfInShadow(
  shadow: ShadowServer,
  { sql, design, catalog }: WhatIfRequest,
  signal: AbortSignal,
): Promise<WhatIf> {
  const { database } = await renderLive(
    shadow,
    catalog,
    catalog.server.major,
    { roles: [], extensions: [] },
    signal,
  );
  try {
    const index = createIndexSql(design, { online: false });
    await database.run(index);
    await database.run("set enable_seqscan = off");
    const { plan } = await explainStatement(
      database,
      // PGlite would ask for the values of $1 itself.
      { sql, analyze: false, genericPlan: false },
      signal,
    );
    const node = allNodes(plan.root).find((one) => one.index === design.name);
    const sorts = allNodes(plan.root).some(({ type }) => type.includes("Sort"));
    const how = node?.conditions.filter((condition) => /^(?:Index|Recheck) Cond/.test(condition)).join(", ");
    return {
      index,
      plan,
      hasFigures: false,
      verdict: node
        ? `The planner can use it: ${node.type}${how ? `, ${how}` : ""}${sorts ? "" : ", nothing is sorted"}. Tried with the real index on a copy of the structure without rows; how much it gains shows only on the server.`
        : "The planner cannot use it for this statement, not even when reading whole tables is ruled out; tried with the real index on a copy of the structure without rows.",
    };
  } finally {
    await database.close();
  }
}
