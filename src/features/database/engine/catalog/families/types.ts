import { catalogOid, commentOn, notMember, privilegesOf, qualifiedUnlessBuiltIn } from "../family.ts";
import type { Family, PrivilegeRow } from "../family.ts";

export interface TypeRow {
  oid: string;
  schema: string;
  name: string;
  kind: "e" | "d" | "r";
  owner: string;
  privileges: readonly PrivilegeRow[] | null;
  comment: string | null;
  labels: readonly string[] | null;
  baseType: string | null;
  collation: string | null;
  notNull: boolean;
  default: string | null;
  constraints: readonly (readonly [string, string, boolean, string | null, string])[] | null;
  range: readonly string[] | null;
}

/** Enums, domains and ranges; composite types are relations. */
export function types(major: number): Family<TypeRow> {
  const multirange =
    major >= 14
      ? `, case when r.rngmultitypid <> 0 then 'multirange_type_name = ' || (
          select format('%I.%I', mn.nspname, m.typname) from pg_type m
          join pg_namespace mn on mn.oid = m.typnamespace where m.oid = r.rngmultitypid) end`
      : "";
  const collationName = (oid: string) =>
    `(select ${qualifiedUnlessBuiltIn("co.collnamespace", "co.collname")} from pg_collation co where co.oid = ${oid})`;
  return {
    fields: {
      oid: "t.oid::text",
      schema: "n.nspname",
      name: "t.typname",
      kind: "t.typtype",
      owner: "pg_get_userbyid(t.typowner)",
      privileges: privilegesOf("t.typacl", "T", "t.typowner"),
      comment: commentOn(catalogOid.type, "t.oid"),
      labels: `case when t.typtype = 'e' then (
        select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) end`,
      baseType: "case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end",
      collation: `case when t.typtype = 'd' and t.typcollation not in (0, b.typcollation)
        then ${collationName("t.typcollation")} end`,
      notNull: "t.typnotnull",
      default: "case when t.typtype = 'd' then coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) end",
      constraints: `(select json_agg(json_build_array(k.conname, pg_get_constraintdef(k.oid), k.convalidated,
          ${commentOn(catalogOid.constraint, "k.oid")}, k.oid::text) order by k.conname)
        from pg_constraint k where k.contypid = t.oid and k.contype = 'c')`,
      range: `(select json_agg(line) from (
        select unnest(array['subtype = ' || format_type(r.rngsubtype, null),
          case when not oc.opcdefault
            then 'subtype_opclass = ' || ${qualifiedUnlessBuiltIn("oc.opcnamespace", "oc.opcname")} end,
          case when r.rngcollation not in (0, st.typcollation)
            then 'collation = ' || ${collationName("r.rngcollation")} end,
          case when r.rngcanonical <> 0 then 'canonical = ' || r.rngcanonical::regproc::text end,
          case when r.rngsubdiff <> 0 then 'subtype_diff = ' || r.rngsubdiff::regproc::text end
          ${multirange}]) as line
        from pg_range r join pg_opclass oc on oc.oid = r.rngsubopc join pg_type st on st.oid = r.rngsubtype
        where r.rngtypid = t.oid) lines where line is not null)`,
    },
    from: `from pg_type t
      join space n on n.oid = t.typnamespace
      left join pg_type b on b.oid = t.typbasetype
      where t.typtype in ('e', 'd', 'r') and ${notMember(catalogOid.type, "t.oid")}`,
    orderBy: "n.nspname, t.typname",
  };
}

export interface CollationRow {
  oid: string;
  schema: string;
  name: string;
  owner: string;
  comment: string | null;
  provider: "c" | "i" | "b" | "d";
  deterministic: boolean;
  collate: string | null;
  ctype: string | null;
  locale: string | null;
  rules: string | null;
}

export function collations(major: number): Family<CollationRow> {
  return {
    fields: {
      oid: "c.oid::text",
      schema: "n.nspname",
      name: "c.collname",
      owner: "pg_get_userbyid(c.collowner)",
      comment: commentOn(catalogOid.collation, "c.oid"),
      provider: "c.collprovider",
      deterministic: "c.collisdeterministic",
      collate: "c.collcollate",
      ctype: "c.collctype",
      locale: major >= 17 ? "c.colllocale" : major >= 15 ? "c.colliculocale" : "null",
      rules: major >= 16 ? "c.collicurules" : "null",
    },
    from: `from pg_collation c join space n on n.oid = c.collnamespace
      where ${notMember(catalogOid.collation, "c.oid")}`,
    orderBy: "n.nspname, c.collname",
  };
}
