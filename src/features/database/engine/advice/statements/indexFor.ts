import { parseSql } from "../../sql/parseSql.ts";
import type { AdviceFacts } from "../facts.ts";
import type { AdviceFix } from "../finding.ts";
import { candidateFor } from "./candidate.ts";
import { readScans } from "./readScans.ts";

/** Calls that one statement is taken to have when nobody has counted. */
const oneOfMany = 1000;

/** The index that would serve a statement most, by the structure and statistics; undefined when none would. */
export async function indexFor(facts: AdviceFacts, sql: string): Promise<AdviceFix | undefined> {
  const { statements } = await parseSql(sql);
  const [statement] = statements;
  if (!statement) return undefined;
  const candidates = readScans(statement.node, facts.catalog).scans.flatMap(
    (scan) => candidateFor(facts, scan, oneOfMany) ?? [],
  );
  return candidates.sort((a, b) => a.remaining - b.remaining)[0]?.fix;
}
