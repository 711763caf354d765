import { columnId, sqlNameOf } from "../../catalog/ids.ts";
import { quoteIdent } from "../../catalog/identifiers.ts";
import type { ObjectId } from "../../catalog/model.ts";
import type { AdviceCheck } from "../check.ts";
import { constraintsOf } from "../facts.ts";
import type { AdviceFacts, SequenceFacts } from "../facts.ts";
import type { AdviceFix, FixStatement } from "../finding.ts";
import { percent } from "../format.ts";
import { shortName } from "../names.ts";
import { columnOfTable } from "../statements/readScans.ts";

type NumberedColumn = NonNullable<SequenceFacts["column"]>;

const limits: Readonly<Record<string, number>> = { smallint: 32_767, integer: 2_147_483_647 };

export const keySpace: AdviceCheck = {
  id: "keys-running-out",
  title: "Numbers for a key that are nearly used up",
  severity: "warning",
  why: "When the last number is taken, every insert fails, and widening the column then writes the whole table anew while nobody can use it.",
  fineWhen: "The table is going away, or its sequence cycles on purpose.",
  instead:
    "Widen the column and those that refer to it to bigint while there is time; on a large table by a new column that is filled in the background.",
  reference: "https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT",
  *detect(facts, { keysUsed, keysNearlyGone }) {
    for (const { sequence, last, max, cycles, ascending, column } of facts.sequences) {
      if (last === null || cycles || !ascending) continue;
      const type = column && columnOfTable(facts.catalog, column.table, column.name)?.type;
      const limit = Math.min(max, limits[type ?? ""] ?? Infinity);
      const used = last / limit;
      if (used < keysUsed) continue;
      const object = column ? columnId(column.table, column.name) : sequence;
      const referring = column ? referringColumns(facts, column.table, column.name) : [];
      yield {
        severity: used >= keysNearlyGone ? "error" : "warning",
        confidence: "high",
        object,
        message: `${shortName(object)} has used ${String(percent(used))} % of the numbers of ${type ?? "its sequence"}: ${Math.max(0, limit - last).toLocaleString("en-US")} are left; widen it to bigint.`,
        evidence: [
          { name: "last number", value: last.toLocaleString("en-US") },
          { name: "highest number", value: limit.toLocaleString("en-US") },
          { name: "used", value: percent(used), unit: "%" },
          ...(referring.length > 0
            ? [{ name: "referred to by", value: referring.map(shortName).join(", ") }]
            : []),
        ],
        ...(column && type && limits[type] !== undefined && { fix: widening(facts, sequence, column, type) }),
      };
    }
  },
};

function referringColumns(facts: AdviceFacts, table: string, column: string): readonly string[] {
  return constraintsOf(facts).flatMap(({ references, table: child, columns }) => {
    const position = references?.table === table ? references.columns.indexOf(column) : -1;
    const name = columns[position];
    return name === undefined ? [] : [columnId(child, name)];
  });
}

function widening(
  facts: AdviceFacts,
  sequence: ObjectId,
  { table, name }: NumberedColumn,
  before: string,
): AdviceFix {
  const inside = (sql: string): FixStatement => ({ sql, transaction: "inside" });
  const identity = columnOfTable(facts.catalog, table, name)?.identity ?? null;
  const to = (type: string) => [
    // The sequence of an identity column follows its type.
    ...(identity === null ? [inside(`alter sequence ${sqlNameOf(sequence)} as ${type}`)] : []),
    inside(`alter table ${sqlNameOf(table)} alter column ${quoteIdent(name)} type ${type}`),
  ];
  // The way back is refused by the server once a number is too large for it.
  return {
    kind: "schema",
    what: `widen ${shortName(table)} ${name} to bigint`,
    up: to("bigint"),
    down: to(before),
  };
}
