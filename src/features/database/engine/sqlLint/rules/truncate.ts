import { allOf, as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const truncate: SqlRule = {
  id: "truncate",
  title: "TRUNCATE empties a table under ACCESS EXCLUSIVE",
  severity: "warning",
  harm: "data",
  locks: { archive: "ACCESS EXCLUSIVE" },
  // It gives the table a new, empty file.
  effect: "rewrite",
  why: "All rows are gone, and with CASCADE those of every table that references it. Reads and writes wait until the transaction ends; concurrent snapshots see an empty table.",
  fineWhen: "The data is not wanted and nothing else uses the table.",
  instead: "Batched DELETE while the table is in use.",
  references: [manual("sql-truncate.html")],
  aliases: ["ban-truncate-cascade", "ban-truncate"],
  bad: "TRUNCATE archive;",
  good: "DELETE FROM archive WHERE id < 1000;",
  *detect({ node }, { known }) {
    const statement = as(node, "TruncateStmt");
    const tables = allOf(statement?.relations, "RangeVar").map(nameOf);
    const names = tables.filter((name) => !known.isCreated(name)).map(show);
    if (names.length === 0) return;
    const cascade = statement?.behavior === "DROP_CASCADE" ? " and of every table that references it" : "";
    yield {
      message: `All rows of ${names.join(", ")}${cascade} are gone, and reads and writes wait; delete in batches when they are in use.`,
    };
  },
};
