import { as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOfList, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const dropSequence: SqlRule = {
  id: "drop-sequence",
  title: "A dropped sequence forgets how far it got",
  severity: "warning",
  harm: "data",
  why: "A sequence that is created again starts from its beginning and hands out numbers that are in use.",
  fineWhen: "Nothing draws from it any more.",
  instead:
    "Drop it in the release after the last one that draws from it; when recreating it, setval() it first.",
  references: [manual("sql-dropsequence.html")],
  bad: "DROP SEQUENCE invoice_numbers;",
  good: "ALTER SEQUENCE invoice_numbers CACHE 10;",
  *detect({ node }) {
    const drop = as(node, "DropStmt");
    if (drop?.removeType !== "OBJECT_SEQUENCE") return;
    const names = (drop.objects ?? []).flatMap((object) => nameOfList(object) ?? []).map(show);
    yield {
      message: `How far ${names.join(", ")} got is forgotten; drop it only when nothing draws from it any more.`,
    };
  },
};
