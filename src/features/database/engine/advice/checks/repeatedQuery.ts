import type { ObjectId } from "../../catalog/model.ts";
import { formatCount } from "../../explorer/wording.ts";
import type { AdviceCheck } from "../check.ts";
import { type AdviceFacts, constraintsOf, type Statement } from "../facts.ts";
import { shortName } from "../names.ts";
import { excerpt } from "../statements/excerpt.ts";

/** Rows of a lookup, on average, above which it is not one. */
const lookupRows = 20;
/** How far the calls may be from the rows that they are suspected to follow. */
const likeness = 2;
/** Times that the lookup must run for each run of the statement whose rows it follows. */
const repeats = 5;

export const repeatedQuery: AdviceCheck = {
  id: "n-plus-one",
  title: "A query that is repeated for each row of another (N+1)",
  severity: "warning",
  why: "Each repetition costs a round trip: a page of 50 rows waits for the network 51 times.",
  fineWhen: "The two statements have nothing to do with each other and the counts are alike by chance.",
  instead: "One query for all of them: a join, or the lookup with = any($1) and the keys of all rows.",
  reference: "https://www.postgresql.org/docs/current/queries-table-expressions.html#QUERIES-JOIN",
  *detect(facts, { repeatedCalls, repeatedMs }) {
    for (const child of facts.statements) {
      const lookup = lookupOf(child);
      if (!lookup || child.calls < repeatedCalls || child.meanTime >= repeatedMs) continue;
      const parent = facts.statements
        .filter((other) => other !== child && isFollowed(other, child))
        .find((other) => other.scans.scans.some(({ table }) => areJoined(facts, table, lookup)));
      if (!parent) continue;
      yield {
        confidence: "medium",
        object: lookup.table,
        message: `A lookup in ${shortName(lookup.table)} by ${lookup.column} ran ${formatCount(child.calls)} times, once for each row of another query; fetch all of them with one.`,
        evidence: [
          { name: "lookup", value: excerpt(child.text) },
          { name: "calls of the lookup", value: child.calls, unit: "calls" },
          { name: "followed query", value: excerpt(parent.text) },
          { name: "rows of the followed query", value: parent.rows, unit: "rows" },
          { name: "calls of the followed query", value: parent.calls, unit: "calls" },
          { name: "total time of the lookup", value: child.totalTime, unit: "ms" },
        ],
      };
    }
  },
};

interface Lookup {
  readonly table: ObjectId;
  readonly column: string;
}

/** A query of one table by one column that brings few rows. */
function lookupOf({ scans, rows, calls }: Statement): Lookup | undefined {
  const [scan, ...more] = scans.scans;
  if (scans.kind !== "select" || !scan || more.length > 0 || !scan.alone) return undefined;
  const [column, ...others] = scan.equal;
  if (column === undefined || others.length > 0 || rows / Math.max(1, calls) > lookupRows) return undefined;
  return { table: scan.table, column };
}

function isFollowed(parent: Statement, child: Statement): boolean {
  const ratio = child.calls / Math.max(1, parent.rows);
  return (
    parent.scans.kind === "select" &&
    ratio <= likeness &&
    ratio >= 1 / likeness &&
    parent.calls * repeats <= child.calls
  );
}

/** Whether a foreign key links a table with what a lookup searches by, in one direction or the other. */
function areJoined(facts: AdviceFacts, table: ObjectId, lookup: Lookup): boolean {
  return constraintsOf(facts).some(({ type, table: child, columns, references }) => {
    if (type !== "foreignKey" || !references || columns.length > 1) return false;
    const toParent =
      child === table && references.table === lookup.table && references.columns[0] === lookup.column;
    const toChildren = references.table === table && child === lookup.table && columns[0] === lookup.column;
    return toParent || toChildren;
  });
}
