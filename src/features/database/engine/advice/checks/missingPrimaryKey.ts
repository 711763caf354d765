import type { AdviceCheck } from "../check.ts";
import { constraintsOf, indexesOf, tableFacts, tablesOf } from "../facts.ts";
import { shortName } from "../names.ts";

/** Tables in which migration tools remember what they have run. */
const histories =
  /^(?:schema_migrations|__?\w*migrations?\w*|flyway_schema_history|goose_db_version|pgmigrations)$/i;

export const missingPrimaryKey: AdviceCheck = {
  id: "missing-primary-key",
  title: "A table without a primary key",
  severity: "warning",
  why: "Rows cannot be told apart: logical replication refuses updates and deletes, and duplicates cannot be removed one by one.",
  fineWhen: "It is a log that is only ever appended to and never replicated.",
  instead: "A primary key on what identifies a row; without such a thing, a bigint identity column.",
  reference: "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS",
  *detect(facts) {
    const keyed = new Set(
      constraintsOf(facts).flatMap(({ type, table }) => (type === "primaryKey" ? [table] : [])),
    );
    for (const { id, name, columns, partitionOf, inherits } of tablesOf(facts)) {
      if (keyed.has(id) || partitionOf || inherits.length > 0 || columns.length === 0 || histories.test(name))
        continue;
      const nullable = new Set(columns.filter((column) => column.nullable).map((column) => column.name));
      const identifying = indexesOf(facts, id).find(
        ({ unique, valid, predicate, keys }) =>
          unique &&
          valid &&
          predicate === null &&
          keys.every((key) => !key.isExpression && !nullable.has(key.text)),
      );
      const { rows } = tableFacts(facts, id);
      yield {
        severity: identifying ? "info" : "warning",
        confidence: "high",
        object: id,
        message: identifying
          ? `${shortName(id)} has no primary key though ${shortName(identifying.id)} tells its rows apart; make that the primary key.`
          : `${shortName(id)} has no primary key: its rows cannot be told apart or replicated; add one.`,
        evidence: [{ name: "rows", value: rows, unit: "rows" }],
      };
    }
  },
};
