import { catalogOid, optionsOf, privilegesOf, qualifiedUnlessBuiltIn } from "../family.ts";
import type { Family, OptionRows, PrivilegeRow } from "../family.ts";

export interface ColumnRow {
  relation: string;
  number: number;
  name: string;
  type: string;
  collation: string | null;
  notNull: boolean;
  default: string | null;
  generated: "" | "s" | "v";
  identity: "" | "a" | "d";
  storage: "p" | "e" | "x" | "m" | null;
  compression: "" | "p" | "l";
  statisticsTarget: number | null;
  options: OptionRows | null;
  foreignOptions: OptionRows | null;
  local: boolean;
  inheritCount: number;
  privileges: readonly PrivilegeRow[] | null;
  comment: string | null;
}

/** Columns of everything that has any, in their order. */
export function columns(major: number): Family<ColumnRow> {
  return {
    fields: {
      relation: "a.attrelid::text",
      number: "a.attnum",
      name: "a.attname",
      type: "format_type(a.atttypid, a.atttypmod)",
      collation: `case when a.attcollation not in (0, t.typcollation) then (
        select ${qualifiedUnlessBuiltIn("co.collnamespace", "co.collname")}
        from pg_collation co where co.oid = a.attcollation) end`,
      notNull: "a.attnotnull",
      default: "pg_get_expr(d.adbin, d.adrelid)",
      generated: "a.attgenerated",
      identity: "a.attidentity",
      storage: "nullif(a.attstorage, t.typstorage)",
      compression: major >= 14 ? "a.attcompression" : "''",
      statisticsTarget: "nullif(a.attstattarget, -1)",
      options: `case when a.attoptions is not null then ${optionsOf("a.attoptions")} end`,
      foreignOptions: `case when a.attfdwoptions is not null then ${optionsOf("a.attfdwoptions")} end`,
      local: "a.attislocal",
      inheritCount: "a.attinhcount",
      privileges: privilegesOf("a.attacl", "c", "c.relowner"),
      comment: "de.description",
    },
    from: `from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join space n on n.oid = c.relnamespace
      join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      left join pg_description de on de.objoid = a.attrelid and de.classoid = ${catalogOid.relation}
        and de.objsubid = a.attnum
      where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
        and c.relpersistence <> 't'`,
    orderBy: "a.attrelid, a.attnum",
  };
}
