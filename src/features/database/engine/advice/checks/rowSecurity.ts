import { sqlNameOf } from "../../catalog/ids.ts";
import type { AdviceCheck } from "../check.ts";
import { policiesOf, tablesOf } from "../facts.ts";
import { shortName } from "../names.ts";

export const idlePolicies: AdviceCheck = {
  id: "policies-without-row-security",
  title: "Policies that nothing enforces",
  severity: "error",
  why: "CREATE POLICY alone does nothing: until row level security is enabled on the table, everybody with SELECT reads every row.",
  fineWhen: "The policies are being prepared and no application relies on them yet.",
  instead: "ALTER TABLE … ENABLE ROW LEVEL SECURITY.",
  reference: "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
  *detect(facts) {
    for (const { id, rowSecurity } of tablesOf(facts)) {
      if (rowSecurity) continue;
      const policies = policiesOf(facts, id);
      if (policies.length === 0) continue;
      yield {
        confidence: "high",
        object: id,
        message: `${shortName(id)} has ${String(policies.length)} ${policies.length === 1 ? "policy" : "policies"} and row level security is off, so that none applies; enable it.`,
        evidence: [{ name: "policies", value: policies.map(({ name }) => name).join(", ") }],
        fix: {
          kind: "schema",
          what: `row security of ${shortName(id)}`,
          up: [{ sql: `alter table ${sqlNameOf(id)} enable row level security`, transaction: "inside" }],
          down: [{ sql: `alter table ${sqlNameOf(id)} disable row level security`, transaction: "inside" }],
        },
      };
    }
  },
};
