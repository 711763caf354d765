/** The system catalogs, by the oid of their pg_class row: fixed in every version of Postgres. */
export const catalogOid = {
  type: "1247",
  routine: "1255",
  relation: "1259",
  foreignServer: "1417",
  foreignDataWrapper: "2328",
  default: "2604",
  constraint: "2606",
  namespace: "2615",
  rewrite: "2618",
  trigger: "2620",
  extension: "3079",
  policy: "3256",
  statistics: "3381",
  collation: "3456",
  eventTrigger: "3466",
  publication: "6104",
  publicationRelation: "6106",
} as const;

/**
 * A set of catalog rows: the SQL expression of each field of `Row`, and where they come from. Numbers of 64 bits and
 * oids are selected as text. Rows travel as JSON arrays in one text, so that every driver reads the same.
 */
export interface Family<Row> {
  readonly fields: { readonly [Field in keyof Row]: string };
  readonly from: string;
  readonly orderBy?: string;
}

/** The families of one query, by name. */
export type Families<Rows> = { readonly [Name in keyof Rows]: Family<Rows[Name]> };

/** One statement that returns all rows of the families as one JSON text in its only column, `catalog`. */
export function familiesSql<Rows>(families: Families<Rows>): string {
  const parts = Object.entries<Family<unknown>>(families).map(([name, { fields, from, orderBy }]) => {
    const row = `json_build_array(${Object.values<string>(fields).join(", ")})`;
    const order = orderBy === undefined ? "" : ` order by ${orderBy}`;
    return `'${name}', (select json_agg(${row}${order}) ${from})`;
  });
  return `with member as (select classid, objid, refobjid from pg_depend where deptype = 'e'),
  space as (
    select n.* from pg_namespace n
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  )
  select json_build_object(${parts.join(",\n")})::text as catalog`;
}

/** Reads what `familiesSql` returned back into rows. */
export function decodeFamilies<Rows>(
  families: Families<Rows>,
  text: string,
): { [Name in keyof Rows]: Rows[Name][] } {
  const answer = JSON.parse(text) as Record<string, unknown[][] | null>;
  const decoded: Record<string, unknown[]> = {};
  for (const [name, { fields }] of Object.entries<Family<unknown>>(families)) {
    const keys = Object.keys(fields);
    decoded[name] = (answer[name] ?? []).map((values) => {
      const row: Record<string, unknown> = {};
      for (let position = 0; position < keys.length; position++) row[keys[position] ?? ""] = values[position];
      return row;
    });
  }
  return decoded as { [Name in keyof Rows]: Rows[Name][] };
}

/** A condition: the object is not part of an extension. */
export function notMember(catalog: string, oid: string): string {
  return `not exists (select from member where member.classid = ${catalog} and member.objid = ${oid})`;
}

/** The comment on an object, joined as a subselect. */
export function commentOn(catalog: string, oid: string, column = "0"): string {
  return `(select description from pg_description
    where objoid = ${oid} and classoid = ${catalog} and objsubid = ${column})`;
}

/** Rights as `[["+" | "-", grantee | null, privilege, grantable]]`, relative to the defaults of the object type. */
export function privilegesOf(acl: string, objectType: string, owner: string): string {
  return relativePrivileges(acl, `acldefault('${objectType}', ${owner})`);
}

export function relativePrivileges(acl: string, defaults: string): string {
  const exploded = (list: string) =>
    `select case grantee when 0 then null else pg_get_userbyid(grantee) end as grantee, privilege_type, is_grantable
     from aclexplode(${list})`;
  return `case when ${acl} is not null then (
    select json_agg(json_build_array(sign, grantee, privilege_type, is_grantable)
      order by sign, grantee, privilege_type)
    from (
      select '+' as sign, added.* from (${exploded(acl)} except ${exploded(defaults)}) added
      union all
      select '-' as sign, lacking.* from (${exploded(defaults)} except ${exploded(acl)}) lacking
    ) difference) end`;
}

export type PrivilegeRow = readonly [
  sign: "+" | "-",
  grantee: string | null,
  name: string,
  grantable: boolean,
];

/** `text[]` of `name=value` as pairs, by name. */
export function optionsOf(array: string): string {
  return `(select json_agg(json_build_array(
      split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)) order by o) from unnest(${array}) o)`;
}

export type OptionRows = readonly (readonly [string, string])[];

/** The oid of pg_catalog, fixed in every version of Postgres. */
const builtInSchema = "11";

/** A schema-qualified name of an object, unless the schema is pg_catalog. */
export function qualifiedUnlessBuiltIn(namespace: string, name: string): string {
  return `case ${namespace} when ${builtInSchema} then quote_ident(${name}) else (
    select quote_ident(nspname) || '.' || quote_ident(${name}) from pg_namespace where oid = ${namespace}) end`;
}
