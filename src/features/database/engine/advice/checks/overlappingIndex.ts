import type { AdviceCheck } from "../check.ts";
import { dropIndexFix } from "../design.ts";
import { indexBytes, indexScans } from "../facts.ts";
import { shortName } from "../names.ts";
import { redundancies } from "../redundancy.ts";

/** Times the size from which reading the wide index instead costs noticeably more. */
const muchWider = 4;

export const overlappingIndex: AdviceCheck = {
  id: "overlapping-index",
  title: "An index whose keys begin another one",
  severity: "info",
  why: "The longer index answers whatever the shorter one does; writes keep both up to date.",
  fineWhen: "The longer index is much wider and the shorter one is read so often that its size counts.",
  instead: "Drop the shorter one.",
  reference: "https://www.postgresql.org/docs/current/indexes-multicolumn.html",
  *detect(facts) {
    for (const { index, by, how } of redundancies(facts)) {
      if (how !== "prefix") continue;
      const [own, other] = [indexBytes(facts, index), indexBytes(facts, by)];
      const wide = own > 0 && other > muchWider * own;
      yield {
        severity: wide ? "hint" : "info",
        confidence: wide ? "low" : "high",
        object: index.id,
        message: `${shortName(by.id)} starts with the keys of ${shortName(index.id)} and can answer for it; drop ${shortName(index.id)}${wide ? " unless its smaller size matters" : ""}.`,
        evidence: [
          { name: "size", value: own, unit: "bytes" },
          { name: `size of ${shortName(by.id)}`, value: other, unit: "bytes" },
          { name: "scans", value: indexScans(facts, index), unit: "scans" },
        ],
        fix: dropIndexFix(facts, index),
      };
    }
  },
};
