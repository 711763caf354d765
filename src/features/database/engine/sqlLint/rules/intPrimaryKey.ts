import type { SqlStatement } from "../../sql/parseSql.ts";
import { allOf, as, strings } from "../ast.ts";
import { showType } from "../columnType.ts";
import type { SqlRule } from "../rule.ts";
import { retype, type TypedColumn, typedColumns, typeSpan } from "./columnTypes.ts";
import { manual } from "./references.ts";

const narrow: Readonly<Record<string, string>> = {
  int2: "bigint",
  int4: "bigint",
  smallserial: "bigserial",
  serial2: "bigserial",
  serial: "bigserial",
  serial4: "bigserial",
};

export const intPrimaryKey: SqlRule = {
  id: "int-primary-key",
  title: "A 32-bit primary key runs out",
  severity: "warning",
  harm: "design",
  why: "After 2,147,483,647 numbers, rolled-back inserts included, every insert fails. Widening the column then rewrites the table and all that reference it.",
  fineWhen: "The rows are counted in thousands and written by hand.",
  instead: "bigint, which costs nothing next to the row around it.",
  references: [manual("datatype-numeric.html#DATATYPE-INT")],
  aliases: ["prefer-big-int", "prefer-bigint-over-int", "prefer-bigint-over-smallint"],
  bad: "CREATE TABLE visits (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
  good: "CREATE TABLE visits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
  *detect(statement) {
    for (const found of typedColumns(statement)) {
      const wide = narrow[found.type.name];
      if (wide === undefined || !isPrimaryKey(found, statement)) continue;
      yield {
        message: `${found.column.colname ?? "The key"} runs out after ${found.type.name.includes("2") || found.type.name === "smallserial" ? "32,767" : "2,147,483,647"} rows as ${showType(found.type)}; use ${wide}.`,
        ...typeSpan(statement, found),
        fix: { title: `Use ${wide}`, kind: "suggested", edits: retype(statement, found, wide) },
      };
    }
  },
};

/** Alone in the key: in a composite one, as of a small list of countries, it need not run out. */
function isPrimaryKey({ column, constraints }: TypedColumn, { node }: SqlStatement): boolean {
  if (constraints.some(({ contype }) => contype === "CONSTR_PRIMARY")) return true;
  const own = allOf(as(node, "CreateStmt")?.tableElts, "Constraint");
  return own.some(
    ({ contype, keys }) => contype === "CONSTR_PRIMARY" && strings(keys).join() === column.colname,
  );
}
