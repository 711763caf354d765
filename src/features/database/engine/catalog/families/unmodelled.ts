import type { Family } from "../family.ts";

export interface UnmodelledRow {
  kind: string;
  name: string;
}

/** A kind that is listed by name only: its rows outside extensions, where the name comes from, and what else limits it. */
interface Kind {
  readonly kind: string;
  readonly catalog: string;
  readonly name: string;
  readonly join?: string;
  readonly where?: string;
}

const inSpace = (namespace: string) => `join space n on n.oid = x.${namespace}`;

const kinds: readonly Kind[] = [
  {
    kind: "cast",
    catalog: "pg_cast",
    name: "format_type(x.castsource, null) || ' as ' || format_type(x.casttarget, null)",
    // A range brings the cast to its multirange along.
    where: `not exists (select from pg_depend d
      where d.classid = 'pg_catalog.pg_cast'::regclass and d.objid = x.oid and d.deptype = 'i')`,
  },
  {
    kind: "operator",
    catalog: "pg_operator",
    name: "x.oid::regoperator::text",
    join: inSpace("oprnamespace"),
  },
  {
    kind: "operator class",
    catalog: "pg_opclass",
    name: "format('%I.%I', n.nspname, x.opcname)",
    join: inSpace("opcnamespace"),
  },
  {
    kind: "operator family",
    catalog: "pg_opfamily",
    name: "format('%I.%I', n.nspname, x.opfname)",
    join: inSpace("opfnamespace"),
  },
  { kind: "language", catalog: "pg_language", name: "x.lanname::text" },
  { kind: "access method", catalog: "pg_am", name: "x.amname::text" },
  {
    kind: "conversion",
    catalog: "pg_conversion",
    name: "format('%I.%I', n.nspname, x.conname)",
    join: inSpace("connamespace"),
  },
  {
    kind: "text search configuration",
    catalog: "pg_ts_config",
    name: "format('%I.%I', n.nspname, x.cfgname)",
    join: inSpace("cfgnamespace"),
  },
  {
    kind: "text search dictionary",
    catalog: "pg_ts_dict",
    name: "format('%I.%I', n.nspname, x.dictname)",
    join: inSpace("dictnamespace"),
  },
  {
    kind: "text search parser",
    catalog: "pg_ts_parser",
    name: "format('%I.%I', n.nspname, x.prsname)",
    join: inSpace("prsnamespace"),
  },
  {
    kind: "text search template",
    catalog: "pg_ts_template",
    name: "format('%I.%I', n.nspname, x.tmplname)",
    join: inSpace("tmplnamespace"),
  },
  { kind: "transform", catalog: "pg_transform", name: "format_type(x.trftype, null)" },
  {
    kind: "base type",
    catalog: "pg_type",
    name: "x.oid::regtype::text",
    join: inSpace("typnamespace"),
    where: "x.typtype in ('b', 'p') and x.typelem = 0",
  },
];

const withOid = kinds.map(
  ({ kind, catalog, name, join = "", where = "true" }) => `select '${kind}' as kind, ${name} as name
    from ${catalog} x ${join}
    where x.oid >= 16384 and ${where} and not exists (
      select from member where member.classid = 'pg_catalog.${catalog}'::regclass and member.objid = x.oid)`,
);

/** What exists beside the kinds of the model, by name. Passwords may stand in options, so those are not read. */
export const unmodelled: Family<UnmodelledRow> = {
  fields: { kind: "kind", name: "name" },
  from: `from (
    ${withOid.join("\nunion all\n")}
    union all
    select 'subscription', s.subname::text from pg_subscription s
      where s.subdbid = (select oid from pg_database where datname = current_database())
    union all
    select 'user mapping', m.usename || ' on ' || m.srvname from pg_user_mappings m
    union all
    select 'security label', l.provider || ' on ' || l.objtype || ' ' || l.objname from pg_seclabels l
  ) listed`,
  orderBy: "kind, name",
};
