import { allOf, as } from "../ast.ts";
import { locksOf } from "../locks.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf } from "../tableName.ts";
import { manual } from "./references.ts";

export const unqualifiedName: SqlRule = {
  id: "unqualified-name",
  title: "search_path decides which table is meant",
  severity: "off",
  harm: "failure",
  why: "Without a schema the name means what the search_path of the role that runs the migration says, which need not be the one of the application.",
  fineWhen: "There is one schema, or the migration sets search_path.",
  instead: "Write the schema in front of the name.",
  references: [manual("ddl-schemas.html#DDL-SCHEMAS-PATH")],
  aliases: ["require-table-schema"],
  bad: "CREATE TABLE labels (name text);",
  good: "CREATE TABLE shop.labels (name text);",
  *detect({ node }) {
    const create = as(node, "CreateStmt");
    const created = [
      ...(create?.relation ? [create.relation] : []),
      ...allOf(create?.inhRelations, "RangeVar"),
    ];
    const isTemporary = create?.relation?.relpersistence === "t";
    const names = [...created.map(nameOf), ...locksOf(node).map(({ table }) => table)];
    const name = names.find(({ schema }) => schema === undefined)?.name;
    if (name === undefined || isTemporary) return;
    yield { message: `search_path decides which ${name} is meant; write its schema in front.` };
  },
};
