import type { AdviceCheck } from "../check.ts";
import { dropIndexFix } from "../design.ts";
import { indexBytes, indexScans } from "../facts.ts";
import { shortName } from "../names.ts";
import { redundancies } from "../redundancy.ts";

export const duplicateIndex: AdviceCheck = {
  id: "duplicate-index",
  title: "Two indexes with the same keys",
  severity: "warning",
  why: "Every write has to keep both up to date, both take disk and cache, and no query gets faster by the second.",
  fineWhen: "It is there for a moment only, while one replaces the other.",
  instead: "Drop the one that no constraint needs.",
  reference: "https://www.postgresql.org/docs/current/indexes-intro.html",
  *detect(facts) {
    for (const { index, by, how } of redundancies(facts)) {
      if (how !== "equal") continue;
      yield {
        confidence: "high",
        object: index.id,
        message: `${shortName(index.id)} has the same keys as ${shortName(by.id)}: every write pays for both; drop it.`,
        evidence: [
          { name: "size", value: indexBytes(facts, index), unit: "bytes" },
          { name: "scans", value: indexScans(facts, index), unit: "scans" },
          { name: `scans of ${shortName(by.id)}`, value: indexScans(facts, by), unit: "scans" },
        ],
        fix: dropIndexFix(facts, index),
      };
    }
  },
};
