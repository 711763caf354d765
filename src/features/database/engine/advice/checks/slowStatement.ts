import { formatCount } from "../../explorer/wording.ts";
import type { AdviceCheck, Hit } from "../check.ts";
import type { AdviceFacts, Statement } from "../facts.ts";
import { percent } from "../format.ts";
import { excerpt } from "../statements/excerpt.ts";

export const slowStatement: AdviceCheck = {
  id: "slow-statement",
  title: "A statement that takes long each time",
  severity: "warning",
  why: "Somebody waits for it, and meanwhile it holds a connection, locks and memory.",
  fineWhen: "It is a report or a job that may take its time.",
  instead: "Look at its plan with Explain Query.",
  reference: "https://www.postgresql.org/docs/current/pgstatstatements.html",
  *detect(facts, { slowMs, slowCalls }) {
    for (const statement of workOf(facts)) {
      if (statement.meanTime < slowMs || statement.calls < slowCalls) continue;
      yield hit(facts, statement, `takes ${formatCount(Math.round(statement.meanTime))} ms each time`);
    }
  },
};

export const dominantStatement: AdviceCheck = {
  id: "dominant-statement",
  title: "A statement that takes a large part of the server's time",
  severity: "info",
  why: "Each call may be short; their number makes it the first place to gain something.",
  fineWhen: "It is what the database is there for and its plan is as good as it gets.",
  instead: "Call it less often, for many rows at once, or from a cache; look at its plan with Explain Query.",
  reference: "https://www.postgresql.org/docs/current/pgstatstatements.html",
  *detect(facts, { slowMs, slowCalls, timeShare, timeTotal }) {
    const total = totalOf(facts);
    for (const statement of workOf(facts)) {
      const slow = statement.meanTime >= slowMs && statement.calls >= slowCalls;
      if (slow || statement.totalTime < timeTotal || statement.totalTime < total * timeShare) continue;
      yield hit(
        facts,
        statement,
        `takes ${String(Math.round((statement.totalTime / total) * 100))} % of the time of all statements`,
      );
    }
  },
};

function hit(
  facts: AdviceFacts,
  { text, calls, meanTime, totalTime, rows, scans }: Statement,
  what: string,
): Hit {
  const { server } = facts.catalog;
  return {
    confidence: "high",
    object: scans.scans[0]?.table ?? `database ${server.database}`,
    message: `“${excerpt(text)}” ${what}; look at its plan.`,
    evidence: [
      { name: "statement", value: excerpt(text) },
      { name: "mean time", value: meanTime, unit: "ms" },
      { name: "calls", value: calls, unit: "calls" },
      { name: "total time", value: totalTime, unit: "ms" },
      { name: "share of all statements", value: percent(totalTime / totalOf(facts)), unit: "%" },
      { name: "rows per call", value: rows / Math.max(1, calls), unit: "rows" },
    ],
  };
}

/** Queries and changes; what maintains or copies the database takes its time rightly. */
function workOf({ statements }: AdviceFacts): readonly Statement[] {
  return statements.filter(({ scans }) => scans.kind !== "other" && scans.scans.length > 0);
}

function totalOf({ statements }: AdviceFacts): number {
  return Math.max(
    1,
    statements.reduce((sum, { totalTime }) => sum + totalTime, 0),
  );
}
