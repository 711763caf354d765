import { catalogOid, commentOn } from "../family.ts";
import type { Family } from "../family.ts";

export interface ConstraintRow {
  oid: string;
  relation: string;
  name: string;
  type: "p" | "u" | "f" | "c" | "x" | "n";
  definition: string;
  columns: readonly number[] | null;
  foreignRelation: string;
  foreignColumns: readonly number[] | null;
  validated: boolean;
  enforced: boolean;
  deferrable: boolean;
  deferred: boolean;
  noInherit: boolean;
  local: boolean;
  index: string;
  comment: string | null;
}

/** Constraints of tables; foreign keys that Postgres cloned for partitions are left to their origin. */
export function constraints(major: number): Family<ConstraintRow> {
  return {
    fields: {
      oid: "k.oid::text",
      relation: "k.conrelid::text",
      name: "k.conname",
      type: "k.contype",
      definition: "pg_get_constraintdef(k.oid)",
      columns: "to_json(k.conkey)",
      foreignRelation: "k.confrelid::text",
      foreignColumns: "to_json(k.confkey)",
      validated: "k.convalidated",
      enforced: major >= 18 ? "k.conenforced" : "true",
      deferrable: "k.condeferrable",
      deferred: "k.condeferred",
      noInherit: "k.connoinherit",
      local: "k.conislocal",
      index: "k.conindid::text",
      comment: commentOn(catalogOid.constraint, "k.oid"),
    },
    from: `from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      join space n on n.oid = c.relnamespace
      where k.contype in ('p', 'u', 'f', 'c', 'x', 'n') and not (k.contype = 'f' and k.conparentid <> 0)
        and c.relpersistence <> 't'`,
    orderBy: "k.conrelid, k.conname",
  };
}
