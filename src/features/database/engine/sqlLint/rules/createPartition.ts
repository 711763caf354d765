import { allOf, as } from "../ast.ts";
import { findWord, inCaseOf } from "../edits.ts";
import type { SqlFix } from "../finding.ts";
import type { SqlStatement } from "../../sql/parseSql.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show, sqlOf } from "../tableName.ts";
import { manual } from "./references.ts";

export const createPartition: SqlRule = {
  id: "create-partition-blocks-parent",
  title: "CREATE TABLE … PARTITION OF locks the whole partitioned table",
  severity: "warning",
  harm: "locking",
  locks: { events: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "It takes ACCESS EXCLUSIVE on the parent, and reads the DEFAULT partition under it when there is one.",
  fineWhen: "lock_timeout is set and there is no DEFAULT partition.",
  instead:
    "CREATE TABLE … (LIKE parent INCLUDING ALL), then ATTACH PARTITION, which leaves the parent usable.",
  references: [manual("sql-createtable.html#SQL-CREATETABLE-PARTITION")],
  bad: "CREATE TABLE events_2028 PARTITION OF events FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');",
  good: "CREATE TABLE events_2028 (LIKE events INCLUDING ALL);\nALTER TABLE events ATTACH PARTITION events_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');",
  *detect(statement) {
    const create = as(statement.node, "CreateStmt");
    const parent = allOf(create?.inhRelations, "RangeVar")[0];
    if (!create?.partbound || !parent || !create.relation) return;
    const isPlain = !create.tableElts && !create.partspec && !create.tablespacename && !create.options;
    const fix =
      isPlain && !create.if_not_exists
        ? fixOf(statement, sqlOf(nameOf(parent)), sqlOf(nameOf(create.relation)))
        : undefined;
    yield {
      message: `Reads and writes of all of ${show(nameOf(parent))} wait for this; create the table LIKE it and attach it.`,
      table: nameOf(parent),
      ...(fix && { fix }),
    };
  },
};

function fixOf(statement: SqlStatement, parent: string, partition: string): SqlFix | undefined {
  const bound = findWord(statement, "for") ?? findWord(statement, "default");
  if (!bound) return undefined;
  const sql = (words: string) => inCaseOf(statement, words);
  const like = `${sql("CREATE TABLE")} ${partition} (${sql("LIKE")} ${parent} ${sql("INCLUDING ALL")})`;
  const values = statement.text.slice(bound.start - statement.start);
  const attach = `${sql("ALTER TABLE")} ${parent} ${sql("ATTACH PARTITION")} ${partition} ${values}`;
  return {
    title: "Create it as a table and attach it",
    kind: "suggested",
    edits: [{ start: statement.start, end: statement.end, text: `${like};\n${attach}` }],
  };
}
