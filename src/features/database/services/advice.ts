import { UserError } from "../../../shared/userError.ts";
import { analyze } from "../engine/advice/analyze.ts";
import { explainAdvice } from "../engine/advice/explain.ts";
import type { AdviceFacts } from "../engine/advice/facts.ts";
import type { AdviceFinding, FixStatement } from "../engine/advice/finding.ts";
import { evidenceText, wrapped } from "../engine/advice/format.ts";
import { readFacts } from "../engine/advice/readFacts.ts";
import { indexFor } from "../engine/advice/statements/indexFor.ts";
import { isMigration, writeSuggestion, writeSuggestions } from "../engine/advice/suggest.ts";
import { readCatalog } from "../engine/catalog/readCatalog.ts";
import { sqlClient } from "../engine/connection/sqlClient.ts";
import { explainable, explainStatement } from "../engine/explain/explainStatement.ts";
import type { Plan } from "../engine/explain/plan.ts";
import { planPage } from "../engine/explain/planPage.ts";
import { renderPlan } from "../engine/explain/renderPlan.ts";
import { canPretend, whatIfInShadow, whatIfOnServer } from "../engine/explain/whatIf.ts";
import { migrationTool, recogniseTool } from "../engine/migrations/tools/all.ts";
import type { FolderFile } from "../engine/migrations/tools/migrationTool.ts";
import { pgliteShadow } from "../engine/shadow/pgliteShadow.ts";
import type { AdviceApi, AdviceItem } from "../protocol.ts";
import type { Service, ServiceContext } from "./service.ts";

/** Advice on the user's databases, and the plans of their statements. */
export function adviceService({ sessions }: Pick<ServiceContext, "sessions">): Service<AdviceApi> {
  /** The latest plan of each statement, for telling what an index has changed. */
  const plans = new Map<string, Plan>();

  const factsOf = async (connectionId: string, signal: AbortSignal): Promise<AdviceFacts> =>
    await sessions.use(
      connectionId,
      async (session) => {
        const client = sqlClient(session, signal);
        return await readFacts(client, await readCatalog(client, {}, signal), {}, signal);
      },
      signal,
    );

  return {
    handlers: {
      async analyzeDatabase(connectionId, signal) {
        const facts = await factsOf(connectionId, signal);
        return {
          database: facts.catalog.server.database,
          findings: analyze(facts).map(itemOf),
          unseen: facts.unseen,
        };
      },
      async suggestIndexes({ connectionId, existing }, signal) {
        const findings = analyze(await factsOf(connectionId, signal));
        return writeSuggestions({ findings, ...placeOf(existing) }).map(({ finding, files, alreadyIn }) => ({
          message: finding.message,
          files,
          ...(alreadyIn !== undefined && { alreadyIn }),
        }));
      },
      async adviceMigration({ connectionId, existing, code, object, up }, signal) {
        const finding = analyze(await factsOf(connectionId, signal)).find(
          (one) => one.code === code && one.object === object && sqlOf(one.fix?.up ?? []) === up,
        );
        if (!finding)
          throw new UserError(
            "The database no longer has this problem, or has it otherwise; refresh Health.",
          );
        return { message: finding.message, files: writeSuggestion(finding, placeOf(existing)) };
      },
      async explainQuery({ connectionId, sql, analyze: run, mayWrite }, signal) {
        if (run && !mayWrite && (await explainable(sql)).writes)
          throw new UserError(
            "The statement changes rows, and this connection only reads; look at its plan without running it.",
          );
        return await sessions.use(
          connectionId,
          async (session) => {
            const genericPlan = Number.parseInt(session.version, 10) >= 16;
            const client = sqlClient(session, signal);
            const explained = await explainStatement(client, { sql, analyze: run, genericPlan }, signal);
            const { rows } = await client.query("select pg_catalog.current_database()::text as name");
            const { name } = rows[0] as { readonly name: string };
            const key = JSON.stringify([connectionId, run, sql.trim()]);
            const before = plans.get(key);
            plans.set(key, explained.plan);
            return { text: planPage({ sql, database: name, explained, before }) };
          },
          signal,
        );
      },
      async tryIndex({ connectionId, sql }, signal) {
        await explainable(sql);
        const facts = await factsOf(connectionId, signal);
        const fix = await indexFor(facts, sql);
        if (!fix?.index) return null;
        const request = { sql, design: fix.index, catalog: facts.catalog };
        const { verdict, plan, hasFigures } = canPretend(facts.catalog, fix.index)
          ? await sessions.use(
              connectionId,
              (session) => whatIfOnServer(sqlClient(session, signal), sqlClient(session), request, signal),
              signal,
            )
          : await inShadow((shadow) => whatIfInShadow(shadow, request, signal));
        return {
          text: [wrapped(verdict), "", sqlOf(fix.up), "", renderPlan(plan, hasFigures), sql.trim(), ""].join(
            "\n",
          ),
        };
      },
    },
    dispose: () => plans.clear(),
  };
}

/** How migrations are written beside those that are there. */
function placeOf(existing: readonly FolderFile[]) {
  return { tool: recogniseTool(existing) ?? migrationTool("dbmate"), existing, now: new Date() };
}

async function inShadow<Result>(
  work: (shadow: ReturnType<typeof pgliteShadow>) => Promise<Result>,
): Promise<Result> {
  const shadow = pgliteShadow();
  try {
    return await work(shadow);
  } finally {
    await shadow.dispose();
  }
}

function itemOf({ code, severity, confidence, object, message, evidence, fix }: AdviceFinding): AdviceItem {
  const { why = "", fineWhen = "", documentationUrl = "" } = explainAdvice(code) ?? {};
  return {
    code,
    severity,
    confidence,
    object,
    message,
    evidence: evidence.map(evidenceText),
    why,
    fineWhen,
    documentationUrl,
    ...(fix && { fix: { up: sqlOf(fix.up), down: sqlOf(fix.down), isMigration: isMigration(fix) } }),
  };
}

function sqlOf(statements: readonly FixStatement[]): string {
  return statements.map(({ sql }) => `${sql};`).join("\n");
}
