import type { SqlClient } from "../catalog/sqlClient.ts";

/**
 * What the system catalogs say of a schema, as text in the form of a dump: a block a fact, made of whole rows and of
 * what Postgres' own functions print. It shares no query with the model of catalogs, so that it sees what that leaves
 * out. For shadows that have no pg_dump, and for schemas that are too large for it.
 */
export async function catalogText(client: SqlClient): Promise<string> {
  const blocks: string[] = [];
  await client.query("begin");
  try {
    // Names are printed whole, whatever the session takes for granted.
    await client.query("select pg_catalog.set_config('search_path', '', true)");
    for (const [what, sql] of Object.entries(observations)) {
      const { rows } = await client.query(sql);
      for (const { name, fact } of rows as readonly { readonly name: string; readonly fact: string | null }[])
        blocks.push(`--\n-- Name: ${what} ${oneLine(name)}\n--\n${said(what, name, fact)}\n`);
    }
  } finally {
    await client.query("rollback");
  }
  return blocks.join("\n");
}

/** Comments, owners and rights in the words of pg_dump, by which they are left aside where they are not compared. */
function said(what: string, name: string, fact: string | null): string {
  if (what === "comment") return `COMMENT ON ${name} IS ${fact ?? ""};`;
  if (what === "owner") return `ALTER ${oneLine(name)} OWNER TO ${oneLine(fact ?? "")};`;
  if (what === "right") return `GRANT ${fact ?? ""} ON ${name};`;
  if (what === "not null") return `ALTER TABLE ${name} ADD ${fact ?? ""};`;
  return `${what} ${name}: ${fact ?? ""}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

const ours = "oid >= 16384";

/** A row without what differs between two databases of the same schema: numbers of objects and of files, counters. */
const relationRow = without("c", [
  ...["oid", "relname", "relnamespace", "reltype", "reloftype", "relowner", "relam", "relfilenode"],
  ...["reltablespace", "relpages", "reltuples", "relallvisible", "relallfrozen", "reltoastrelid"],
  ...["relhasindex", "relhasrules", "relhastriggers", "relhassubclass", "relchecks", "relnatts"],
  ...["relrewrite", "relfrozenxid", "relminmxid", "relacl", "reloptions", "relpartbound"],
]);

const columnRow = without("a", [
  ...["attrelid", "attname", "attnum", "atttypid", "attcollation", "attacl", "atthasdef", "atthasmissing"],
  ...["attmissingval", "attlen", "attcacheoff", "attbyval", "attalign", "attndims"],
]);

function without(alias: string, columns: readonly string[]): string {
  return `(to_jsonb(${alias}) - '{${columns.join(",")}}'::text[])::text`;
}

const identity = (catalog: string, alias: string) =>
  `(pg_catalog.pg_identify_object('pg_catalog.${catalog}'::regclass, ${alias}.oid, 0)).identity`;

/** Kinds of which only the names are looked at. */
const named = [
  ...["pg_operator", "pg_opclass", "pg_opfamily", "pg_ts_config", "pg_ts_dict", "pg_ts_parser"],
  ...["pg_ts_template", "pg_cast", "pg_conversion", "pg_language", "pg_am", "pg_transform"],
  ...["pg_user_mapping", "pg_foreign_data_wrapper", "pg_foreign_server", "pg_collation"],
];

const owned: readonly (readonly [catalog: string, owner: string, acl: string | null, kind: string])[] = [
  ["pg_class", "relowner", "relacl", "case when c.relkind = 'S' then 's' else 'r' end"],
  ["pg_proc", "proowner", "proacl", "'f'"],
  ["pg_type", "typowner", "typacl", "'T'"],
  ["pg_namespace", "nspowner", "nspacl", "'n'"],
  ["pg_foreign_server", "srvowner", "srvacl", "'S'"],
  ["pg_statistic_ext", "stxowner", null, ""],
  ["pg_publication", "pubowner", null, ""],
  ["pg_event_trigger", "evtowner", null, ""],
];

/** Composite types of tables, arrays and the like come with what they belong to, and so do indexes and TOAST tables. */
const standsAlone = (catalog: string) =>
  catalog === "pg_class"
    ? "c.relkind not in ('i', 'I', 't')"
    : catalog === "pg_type"
      ? "c.typtype <> 'c' and c.typcategory <> 'A' and c.typtype <> 'm'"
      : "true";

const observations: Readonly<Record<string, string>> = {
  relation: `
    select c.oid::regclass::text as name,
      concat_ws(' ', ${relationRow}, am.amname, ts.spcname, nullif(c.reloftype, 0)::regtype,
        pg_catalog.pg_get_expr(c.relpartbound, c.oid), pg_catalog.pg_get_partkeydef(c.oid),
        (select string_agg(o, ' ' order by o) from unnest(c.reloptions) o)) as fact
    from pg_catalog.pg_class c
    left join pg_catalog.pg_am am on am.oid = c.relam
    left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace
    where c.${ours} and c.relkind not in ('i', 'I', 't')`,
  column: `
    select a.attrelid::regclass::text || '.' || quote_ident(a.attname) as name,
      concat_ws(' ', ${columnRow}, pg_catalog.format_type(a.atttypid, a.atttypmod),
        nullif(a.attcollation, 0)::regcollation, pg_catalog.pg_get_expr(d.adbin, d.adrelid)) as fact
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.${ours} and c.relkind not in ('i', 'I', 't', 'S') and a.attnum > 0 and not a.attisdropped`,
  index: `
    select i.indexrelid::regclass::text as name,
      concat_ws(' ', pg_catalog.pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisprimary, i.indisclustered,
        i.indisreplident, i.indimmediate,
        (select string_agg(a.attnum || '=' || a.attstattarget, ' ' order by a.attnum) from pg_catalog.pg_attribute a
         where a.attrelid = i.indexrelid and a.attstattarget >= 0)) as fact
    from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indrelid
    where c.${ours} and c.relkind <> 't'`,
  inheritance: `
    select inhrelid::regclass::text as name, inhparent::regclass::text as fact
    from pg_catalog.pg_inherits where inhrelid >= 16384`,
  constraint: `
    select concat_ws(' ', nullif(k.conrelid, 0)::regclass, nullif(k.contypid, 0)::regtype, quote_ident(k.conname)) as name,
      concat_ws(' ', k.contype, pg_catalog.pg_get_constraintdef(k.oid), k.convalidated, k.condeferrable,
        k.condeferred, k.conislocal, k.coninhcount, k.connoinherit, nullif(k.conindid, 0)::regclass) as fact
    from pg_catalog.pg_constraint k
    where k.${ours} and k.contype not in ('n', 't')`,
  "not null": `
    select k.conrelid::regclass::text as name,
      'CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid) || ' '
        || k.conislocal || ' ' || k.coninhcount as fact
    from pg_catalog.pg_constraint k
    where k.${ours} and k.contype = 'n' and k.conrelid <> 0`,
  trigger: `
    select t.tgrelid::regclass::text || '.' || quote_ident(t.tgname) as name,
      pg_catalog.pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text as fact
    from pg_catalog.pg_trigger t where t.${ours} and not t.tgisinternal`,
  rule: `
    select r.ev_class::regclass::text || '.' || quote_ident(r.rulename) as name,
      pg_catalog.pg_get_ruledef(r.oid) || ' ' || r.ev_enabled::text as fact
    from pg_catalog.pg_rewrite r where r.${ours}`,
  policy: `
    select p.polrelid::regclass::text || '.' || quote_ident(p.polname) as name,
      concat_ws(' ', p.polcmd, p.polpermissive,
        (select string_agg(coalesce(r.rolname, 'public'), ' ' order by r.rolname)
         from unnest(p.polroles) id left join pg_catalog.pg_roles r on r.oid = id),
        pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) as fact
    from pg_catalog.pg_policy p`,
  routine: `
    select p.oid::regprocedure::text as name,
      case when p.prokind <> 'a' then pg_catalog.pg_get_functiondef(p.oid)
        else concat_ws(' ', p.proparallel, g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggserialfn,
          g.aggdeserialfn, g.aggmtransfn, g.aggminvtransfn, g.aggmfinalfn, g.aggkind, g.aggnumdirectargs,
          g.aggfinalextra, g.aggfinalmodify, nullif(g.aggsortop, 0)::regoperator, g.aggtranstype::regtype,
          g.aggtransspace, g.agginitval, g.aggminitval) end as fact
    from pg_catalog.pg_proc p left join pg_catalog.pg_aggregate g on g.aggfnoid = p.oid
    where p.${ours}`,
  type: `
    select pg_catalog.format_type(t.oid, null) as name,
      concat_ws(' ', t.typtype, t.typnotnull, t.typdefault, nullif(t.typcollation, 0)::regcollation,
        case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) end,
        (select string_agg(quote_literal(e.enumlabel), ' ' order by e.enumsortorder)
         from pg_catalog.pg_enum e where e.enumtypid = t.oid),
        (select concat_ws(' ', r.rngsubtype::regtype, nullif(r.rngcollation, 0)::regcollation, r.rngcanonical, r.rngsubdiff)
         from pg_catalog.pg_range r where r.rngtypid = t.oid)) as fact
    from pg_catalog.pg_type t
    where t.${ours} and t.typtype in ('d', 'e', 'r', 'b', 'p') and t.typcategory <> 'A'`,
  sequence: `
    select s.seqrelid::regclass::text as name,
      concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcache, s.seqcycle) as fact
    from pg_catalog.pg_sequence s`,
  statistics: `
    select ${identity("pg_statistic_ext", "s")} as name,
      concat_ws(' ', pg_catalog.pg_get_statisticsobjdef(s.oid), to_jsonb(s) -> 'stxstattarget') as fact
    from pg_catalog.pg_statistic_ext s`,
  schema: `select quote_ident(n.nspname) as name, null as fact from pg_catalog.pg_namespace n
    where n.${ours} and n.nspname !~ '^pg_(temp|toast_temp)_'`,
  extension: `
    select quote_ident(e.extname) as name, e.extversion || ' ' || e.extnamespace::regnamespace::text as fact
    from pg_catalog.pg_extension e`,
  "event trigger": `
    select quote_ident(e.evtname) as name,
      concat_ws(' ', e.evtevent, e.evtfoid::regproc, e.evtenabled, e.evttags::text) as fact
    from pg_catalog.pg_event_trigger e`,
  publication: `
    select quote_ident(p.pubname) as name,
      concat_ws(' ', ${without("p", ["oid", "pubname", "pubowner"])},
        (select string_agg(to_jsonb(t)::text, ' ' order by to_jsonb(t)::text)
         from pg_catalog.pg_publication_tables t where t.pubname = p.pubname)) as fact
    from pg_catalog.pg_publication p`,
  "foreign server": `
    select quote_ident(s.srvname) as name,
      concat_ws(' ', s.srvtype, s.srvversion, s.srvoptions::text, w.fdwname, w.fdwoptions::text,
        nullif(w.fdwhandler, 0)::regproc) as fact
    from pg_catalog.pg_foreign_server s join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw`,
  "foreign table": `
    select f.ftrelid::regclass::text as name, concat_ws(' ', s.srvname, f.ftoptions::text) as fact
    from pg_catalog.pg_foreign_table f join pg_catalog.pg_foreign_server s on s.oid = f.ftserver`,
  "default rights": `
    select concat_ws(' ', d.defaclrole::regrole, nullif(d.defaclnamespace, 0)::regnamespace, d.defaclobjtype) as name,
      (select string_agg(a::text, ' ' order by a::text) from unnest(d.defaclacl) a) as fact
    from pg_catalog.pg_default_acl d`,
  object: named
    .map(
      (catalog) =>
        `select '${catalog} ' || ${identity(catalog, "o")} as name, null as fact from pg_catalog.${catalog} o where o.${ours}`,
    )
    .join(" union all "),
  comment: `
    select i.type || ' ' || i.identity as name, quote_literal(d.description) as fact
    from pg_catalog.pg_description d,
      lateral pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
    where d.objoid >= 16384`,
  owner: owned
    .map(
      ([catalog, owner]) => `
    select '${catalog} ' || ${identity(catalog, "c")} as name, c.${owner}::regrole::text as fact
    from pg_catalog.${catalog} c where c.${ours} and ${standsAlone(catalog)}`,
    )
    .join(" union all "),
  right: [
    ...owned.flatMap(([catalog, owner, acl, kind]) =>
      acl === null
        ? []
        : [
            `
    select '${catalog} ' || ${identity(catalog, "c")} as name,
      concat_ws(' ', x.privilege_type, nullif(x.grantee, 0)::regrole, x.is_grantable) as fact
    from pg_catalog.${catalog} c,
      lateral aclexplode(coalesce(c.${acl}, acldefault((${kind})::"char", c.${owner}))) x
    where c.${ours} and ${standsAlone(catalog)}`,
          ],
    ),
    `select 'column ' || a.attrelid::regclass::text || '.' || quote_ident(a.attname),
      concat_ws(' ', x.privilege_type, nullif(x.grantee, 0)::regrole, x.is_grantable)
    from pg_catalog.pg_attribute a, lateral aclexplode(a.attacl) x where a.attrelid >= 16384 and a.attnum > 0`,
  ].join(" union all "),
};
