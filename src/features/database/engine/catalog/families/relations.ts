import { catalogOid, commentOn, notMember, optionsOf, privilegesOf } from "../family.ts";
import type { Family, OptionRows, PrivilegeRow } from "../family.ts";

/** A table, view, materialized view, foreign table or composite type. */
export interface RelationRow {
  oid: string;
  schema: string;
  name: string;
  kind: "r" | "p" | "v" | "m" | "f" | "c";
  owner: string;
  comment: string | null;
  privileges: readonly PrivilegeRow[] | null;
  persistence: "p" | "u" | "t";
  options: OptionRows | null;
  toastOptions: OptionRows | null;
  accessMethod: string | null;
  tablespace: string | null;
  rowSecurity: boolean;
  forceRowSecurity: boolean;
  replicaIdentity: "d" | "n" | "f" | "i";
  partitionKey: string | null;
  partitionBound: string | null;
  parents: readonly string[] | null;
  ofType: string | null;
  definition: string | null;
  populated: boolean;
  typeOid: string;
  foreignServer: string | null;
  foreignOptions: OptionRows | null;
}

export const relations: Family<RelationRow> = {
  fields: {
    oid: "c.oid::text",
    schema: "n.nspname",
    name: "c.relname",
    kind: "c.relkind",
    owner: "pg_get_userbyid(c.relowner)",
    comment: `case when c.relkind = 'c' then ${commentOn(catalogOid.type, "c.reltype")}
      else ${commentOn(catalogOid.relation, "c.oid")} end`,
    privileges: `case when c.relkind = 'c' then ${privilegesOf("ty.typacl", "T", "ty.typowner")}
      else ${privilegesOf("c.relacl", "r", "c.relowner")} end`,
    persistence: "c.relpersistence",
    options: optionsOf("c.reloptions"),
    toastOptions: optionsOf("(select t.reloptions from pg_class t where t.oid = c.reltoastrelid)"),
    accessMethod: "(select nullif(amname, 'heap') from pg_am where pg_am.oid = c.relam)",
    tablespace: "(select spcname from pg_tablespace s where s.oid = c.reltablespace)",
    rowSecurity: "c.relrowsecurity",
    forceRowSecurity: "c.relforcerowsecurity",
    replicaIdentity: "c.relreplident",
    partitionKey: "case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end",
    partitionBound: "case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end",
    parents: `(select json_agg(i.inhparent::text order by i.inhseqno) from pg_inherits i where i.inhrelid = c.oid)`,
    ofType: "case when c.reloftype <> 0 then format_type(c.reloftype, null) end",
    definition: "case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end",
    populated: "c.relispopulated",
    typeOid: "c.reltype::text",
    foreignServer: "fs.srvname",
    foreignOptions: optionsOf("ft.ftoptions"),
  },
  from: `from pg_class c
    join space n on n.oid = c.relnamespace
    left join pg_type ty on ty.oid = c.reltype
    left join pg_foreign_table ft on ft.ftrelid = c.oid
    left join pg_foreign_server fs on fs.oid = ft.ftserver
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and c.relpersistence <> 't'
      and ${notMember(catalogOid.relation, "c.oid")}
      and (c.relkind <> 'c' or ${notMember(catalogOid.type, "c.reltype")})`,
  orderBy: "n.nspname, c.relname",
};

export interface SequenceRow {
  oid: string;
  schema: string;
  name: string;
  owner: string;
  comment: string | null;
  privileges: readonly PrivilegeRow[] | null;
  persistence: string;
  dataType: string;
  start: string;
  increment: string;
  min: string;
  max: string;
  cache: string;
  cycle: boolean;
  ownerRelation: string | null;
  ownerColumn: string | null;
  identity: boolean;
}

export const sequences: Family<SequenceRow> = {
  fields: {
    oid: "c.oid::text",
    schema: "n.nspname",
    name: "c.relname",
    owner: "pg_get_userbyid(c.relowner)",
    comment: commentOn(catalogOid.relation, "c.oid"),
    privileges: privilegesOf("c.relacl", "s", "c.relowner"),
    persistence: "c.relpersistence",
    dataType: "format_type(s.seqtypid, null)",
    start: "s.seqstart::text",
    increment: "s.seqincrement::text",
    min: "s.seqmin::text",
    max: "s.seqmax::text",
    cache: "s.seqcache::text",
    cycle: "s.seqcycle",
    ownerRelation: "d.refobjid::text",
    ownerColumn: "a.attname",
    identity: "coalesce(d.deptype = 'i', false)",
  },
  from: `from pg_class c
    join space n on n.oid = c.relnamespace
    join pg_sequence s on s.seqrelid = c.oid
    left join pg_depend d on d.classid = ${catalogOid.relation} and d.objid = c.oid and d.objsubid = 0
      and d.refclassid = ${catalogOid.relation} and d.refobjsubid > 0 and d.deptype in ('a', 'i')
    left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where c.relkind = 'S' and c.relpersistence <> 't' and ${notMember(catalogOid.relation, "c.oid")}`,
  orderBy: "n.nspname, c.relname",
};
