import { catalogOid, commentOn, notMember, optionsOf, qualifiedUnlessBuiltIn } from "../family.ts";
import type { Family, OptionRows } from "../family.ts";

export interface IndexRow {
  oid: string;
  relation: string;
  schema: string;
  name: string;
  kind: "i" | "I";
  definition: string;
  method: string;
  /** Text, is expression, pg_index.indoption, operator class, is the default operator class. */
  keys: readonly (readonly [string, boolean, number, string, boolean])[] | null;
  included: readonly string[] | null;
  predicate: string | null;
  unique: boolean;
  nullsNotDistinct: boolean;
  valid: boolean;
  clustered: boolean;
  replicaIdentity: boolean;
  constraint: string | null;
  parent: string | null;
  tablespace: string | null;
  options: OptionRows | null;
  statistics: readonly (readonly [number, number])[] | null;
  comment: string | null;
}

export function indexes(major: number): Family<IndexRow> {
  return {
    fields: {
      oid: "c.oid::text",
      relation: "i.indrelid::text",
      schema: "n.nspname",
      name: "c.relname",
      kind: "c.relkind",
      definition: "pg_get_indexdef(c.oid)",
      method: "am.amname",
      keys: `(select json_agg(json_build_array(
          pg_get_indexdef(c.oid, k.n::int, true), i.indkey[k.n - 1] = 0, i.indoption[k.n - 1],
          ${qualifiedUnlessBuiltIn("oc.opcnamespace", "oc.opcname")}, oc.opcdefault) order by k.n)
        from generate_series(1, i.indnkeyatts) k(n) join pg_opclass oc on oc.oid = i.indclass[k.n - 1])`,
      included: `case when i.indnatts > i.indnkeyatts then (
        select json_agg(a.attname order by k.n) from generate_series(i.indnkeyatts + 1, i.indnatts) k(n)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.n - 1]) end`,
      predicate: "pg_get_expr(i.indpred, i.indrelid)",
      unique: "i.indisunique",
      nullsNotDistinct: major >= 15 ? "i.indnullsnotdistinct" : "false",
      valid: "i.indisvalid and i.indisready and i.indislive",
      clustered: "i.indisclustered",
      replicaIdentity: "i.indisreplident",
      constraint: `k.conname`,
      parent: `(select h.inhparent::text from pg_inherits h where h.inhrelid = c.oid)`,
      tablespace: "(select spcname from pg_tablespace s where s.oid = c.reltablespace)",
      options: optionsOf("c.reloptions"),
      statistics: `(select json_agg(json_build_array(a.attnum, a.attstattarget) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attstattarget >= 0)`,
      comment: commentOn(catalogOid.relation, "c.oid"),
    },
    from: `from pg_index i
      join pg_class c on c.oid = i.indexrelid
      join pg_class tc on tc.oid = i.indrelid
      join space n on n.oid = c.relnamespace
      join pg_am am on am.oid = c.relam
      left join pg_constraint k on k.conindid = c.oid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
      where tc.relkind in ('r', 'p', 'm') and tc.relpersistence <> 't' and ${notMember(catalogOid.relation, "c.oid")}`,
    orderBy: "i.indrelid, c.relname",
  };
}
