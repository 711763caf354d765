import { catalogOid, commentOn, notMember, optionsOf, privilegesOf, relativePrivileges } from "../family.ts";
import type { Family, OptionRows, PrivilegeRow } from "../family.ts";

export interface SchemaRow {
  oid: string;
  name: string;
  owner: string;
  privileges: readonly PrivilegeRow[] | null;
  comment: string | null;
}

export const schemas: Family<SchemaRow> = {
  fields: {
    oid: "n.oid::text",
    name: "n.nspname",
    owner: "pg_get_userbyid(n.nspowner)",
    privileges: privilegesOf("n.nspacl", "n", "n.nspowner"),
    comment: commentOn(catalogOid.namespace, "n.oid"),
  },
  from: `from space n where ${notMember(catalogOid.namespace, "n.oid")}`,
  orderBy: "n.nspname",
};

export interface ExtensionRow {
  oid: string;
  name: string;
  schema: string;
  version: string;
  comment: string | null;
}

export const extensions: Family<ExtensionRow> = {
  fields: {
    oid: "e.oid::text",
    name: "e.extname",
    schema: "n.nspname",
    version: "e.extversion",
    comment: commentOn(catalogOid.extension, "e.oid"),
  },
  from: "from pg_extension e join pg_namespace n on n.oid = e.extnamespace",
  orderBy: "e.extname",
};

/** What belongs to an extension: whoever refers to it refers to the extension. */
export interface MemberRow {
  catalog: string;
  oid: string;
  extension: string;
}

export const members: Family<MemberRow> = {
  fields: { catalog: "classid::text", oid: "objid::text", extension: "refobjid::text" },
  from: "from member where objid >= 16384",
};

export interface EventTriggerRow {
  oid: string;
  name: string;
  event: string;
  tags: readonly string[] | null;
  function: string;
  enabled: "O" | "D" | "R" | "A";
  owner: string;
  comment: string | null;
}

export const eventTriggers: Family<EventTriggerRow> = {
  fields: {
    oid: "t.oid::text",
    name: "t.evtname",
    event: "t.evtevent",
    tags: "to_json(t.evttags)",
    function: "t.evtfoid::regproc::text",
    enabled: "t.evtenabled",
    owner: "pg_get_userbyid(t.evtowner)",
    comment: commentOn(catalogOid.eventTrigger, "t.oid"),
  },
  from: `from pg_event_trigger t where ${notMember(catalogOid.eventTrigger, "t.oid")}`,
  orderBy: "t.evtname",
};

export interface PublicationRow {
  oid: string;
  name: string;
  owner: string;
  comment: string | null;
  allTables: boolean;
  insert: boolean;
  update: boolean;
  delete: boolean;
  truncate: boolean;
  viaRoot: boolean;
  generatedColumns: "n" | "s" | null;
  /** Oid of the table, columns, row filter. */
  tables: readonly (readonly [string, readonly string[] | null, string | null])[] | null;
  schemas: readonly string[] | null;
}

export function publications(major: number): Family<PublicationRow> {
  const columnNames =
    major >= 15
      ? `case when r.prattrs is not null then (select json_agg(a.attname order by a.attnum) from pg_attribute a
          where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)) end`
      : "null";
  return {
    fields: {
      oid: "p.oid::text",
      name: "p.pubname",
      owner: "pg_get_userbyid(p.pubowner)",
      comment: commentOn(catalogOid.publication, "p.oid"),
      allTables: "p.puballtables",
      insert: "p.pubinsert",
      update: "p.pubupdate",
      delete: "p.pubdelete",
      truncate: "p.pubtruncate",
      viaRoot: major >= 13 ? "p.pubviaroot" : "false",
      generatedColumns: major >= 18 ? "p.pubgencols" : "null",
      tables: `(select json_agg(json_build_array(r.prrelid::text, ${columnNames},
          ${major >= 15 ? "pg_get_expr(r.prqual, r.prrelid)" : "null"}) order by r.prrelid)
        from pg_publication_rel r where r.prpubid = p.oid)`,
      schemas:
        major >= 15
          ? `(select json_agg(n.nspname order by n.nspname) from pg_publication_namespace s
            join pg_namespace n on n.oid = s.pnnspid where s.pnpubid = p.oid)`
          : "null",
    },
    from: "from pg_publication p",
    orderBy: "p.pubname",
  };
}

export interface DefaultPrivilegesRow {
  oid: string;
  role: string;
  schema: string | null;
  objectType: "r" | "S" | "f" | "T" | "n" | "L";
  privileges: readonly PrivilegeRow[] | null;
}

export const defaultPrivileges: Family<DefaultPrivilegesRow> = {
  fields: {
    oid: "d.oid::text",
    role: "pg_get_userbyid(d.defaclrole)",
    schema: "n.nspname",
    objectType: "d.defaclobjtype",
    privileges: relativePrivileges(
      "d.defaclacl",
      // A column has no default rights: the empty list, which '{}' would not be.
      `acldefault(case
        when d.defaclnamespace <> 0 or d.defaclobjtype = 'L' then 'c'
        when d.defaclobjtype = 'S' then 's'
        else d.defaclobjtype end::"char", d.defaclrole)`,
    ),
  },
  from: "from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace",
  orderBy: "pg_get_userbyid(d.defaclrole), n.nspname, d.defaclobjtype",
};

export interface ForeignDataWrapperRow {
  oid: string;
  name: string;
  owner: string;
  privileges: readonly PrivilegeRow[] | null;
  comment: string | null;
  handler: string | null;
  validator: string | null;
  options: OptionRows | null;
}

export const foreignDataWrappers: Family<ForeignDataWrapperRow> = {
  fields: {
    oid: "w.oid::text",
    name: "w.fdwname",
    owner: "pg_get_userbyid(w.fdwowner)",
    privileges: privilegesOf("w.fdwacl", "F", "w.fdwowner"),
    comment: commentOn(catalogOid.foreignDataWrapper, "w.oid"),
    handler: "case when w.fdwhandler <> 0 then w.fdwhandler::regproc::text end",
    validator: "case when w.fdwvalidator <> 0 then w.fdwvalidator::regproc::text end",
    options: optionsOf("w.fdwoptions"),
  },
  from: `from pg_foreign_data_wrapper w where ${notMember(catalogOid.foreignDataWrapper, "w.oid")}`,
  orderBy: "w.fdwname",
};

export interface ForeignServerRow {
  oid: string;
  name: string;
  owner: string;
  privileges: readonly PrivilegeRow[] | null;
  comment: string | null;
  wrapper: string;
  type: string | null;
  version: string | null;
  options: OptionRows | null;
}

export const foreignServers: Family<ForeignServerRow> = {
  fields: {
    oid: "s.oid::text",
    name: "s.srvname",
    owner: "pg_get_userbyid(s.srvowner)",
    privileges: privilegesOf("s.srvacl", "S", "s.srvowner"),
    comment: commentOn(catalogOid.foreignServer, "s.oid"),
    wrapper: "w.fdwname",
    type: "s.srvtype",
    version: "s.srvversion",
    options: optionsOf("s.srvoptions"),
  },
  from: `from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = s.srvfdw
    where ${notMember(catalogOid.foreignServer, "s.oid")}`,
  orderBy: "s.srvname",
};

export interface DependencyRow {
  catalog: string;
  oid: string;
  column: number;
  refCatalog: string;
  refOid: string;
  refColumn: number;
}

/** Edges between objects that people made. Oids below 16384 are those of a fresh cluster. */
export const dependencies: Family<DependencyRow> = {
  fields: {
    catalog: "d.classid::text",
    oid: "d.objid::text",
    column: "d.objsubid",
    refCatalog: "d.refclassid::text",
    refOid: "d.refobjid::text",
    refColumn: "d.refobjsubid",
  },
  from: `from pg_depend d where d.deptype <> 'e' and d.objid >= 16384 and d.refobjid >= 16384
    and d.refclassid <> ${catalogOid.namespace}`,
};

/** The array type of a type, and the multirange of a range: whoever refers to it refers to its element. */
export interface DerivedTypeRow {
  oid: string;
  origin: string;
}

export function derivedTypes(major: number): Family<DerivedTypeRow> {
  const multiranges =
    major >= 14 ? "union all select rngmultitypid, rngtypid from pg_range where rngmultitypid >= 16384" : "";
  return {
    fields: { oid: "derived::text", origin: "origin::text" },
    from: `from (select typarray as derived, oid as origin from pg_type where typarray >= 16384
      ${multiranges}) derived`,
  };
}
