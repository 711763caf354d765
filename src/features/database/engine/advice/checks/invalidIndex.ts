import type { AdviceCheck } from "../check.ts";
import { concurrently, dropIndexFix } from "../design.ts";
import { indexBytes, indexesOf } from "../facts.ts";
import type { AdviceFix } from "../finding.ts";
import { shortName } from "../names.ts";

/** What REINDEX CONCURRENTLY leaves behind when it fails. */
const leftover = /_cc(?:new|old)\d*$/;

export const invalidIndex: AdviceCheck = {
  id: "invalid-index",
  title: "An index that was never finished",
  severity: "error",
  why: "CREATE or REINDEX INDEX CONCURRENTLY failed half-way. Queries do not use the index, writes keep it up to date all the same, and a unique one may hold duplicates.",
  fineWhen: "It is being built right now by somebody whose sessions this role cannot see.",
  instead: "Drop it and build it again.",
  reference: "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
  *detect(facts) {
    for (const index of indexesOf(facts)) {
      const counted = facts.indexes.get(index.id);
      if (index.valid || counted?.beingBuilt === true || index.partitioned) continue;
      const isLeftover = leftover.test(index.name);
      const dropped = dropIndexFix(facts, index);
      const rebuilt: AdviceFix = {
        kind: "rebuild",
        what: `rebuild index ${shortName(index.id)}`,
        up: [...dropped.up, concurrently(index.definition)],
        down: [],
      };
      yield {
        confidence: "high",
        object: index.id,
        message: `${shortName(index.id)} is not valid: writes pay for it and no query may use it; ${isLeftover ? "it is left over from REINDEX, drop it" : "drop it and build it again"}.`,
        evidence: [{ name: "size", value: indexBytes(facts, index), unit: "bytes" }],
        fix: isLeftover ? { ...dropped, down: [] } : rebuilt,
      };
    }
  },
};
