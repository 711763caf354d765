import { catalogOid, commentOn } from "../family.ts";
import type { Family } from "../family.ts";

export interface TriggerRow {
  oid: string;
  relation: string;
  name: string;
  definition: string;
  enabled: "O" | "D" | "R" | "A";
  comment: string | null;
}

/** Triggers that people wrote; clones on partitions and those behind foreign keys are Postgres' own. */
export function triggers(major: number): Family<TriggerRow> {
  return {
    fields: {
      oid: "g.oid::text",
      relation: "g.tgrelid::text",
      name: "g.tgname",
      definition: "pg_get_triggerdef(g.oid)",
      enabled: "g.tgenabled",
      comment: commentOn(catalogOid.trigger, "g.oid"),
    },
    from: `from pg_trigger g join pg_class c on c.oid = g.tgrelid join space n on n.oid = c.relnamespace
      where not g.tgisinternal ${major >= 13 ? "and g.tgparentid = 0" : ""}`,
    orderBy: "g.tgrelid, g.tgname",
  };
}

export const rules: Family<TriggerRow> = {
  fields: {
    oid: "r.oid::text",
    relation: "r.ev_class::text",
    name: "r.rulename",
    definition: "pg_get_ruledef(r.oid)",
    enabled: "r.ev_enabled",
    comment: commentOn(catalogOid.rewrite, "r.oid"),
  },
  from: `from pg_rewrite r join pg_class c on c.oid = r.ev_class join space n on n.oid = c.relnamespace
    where r.rulename <> '_RETURN'`,
  orderBy: "r.ev_class, r.rulename",
};

/** The rewrite rules that are the body of views: dependencies of a view hang on them. */
export interface ViewRuleRow {
  oid: string;
  relation: string;
}

export const viewRules: Family<ViewRuleRow> = {
  fields: { oid: "r.oid::text", relation: "r.ev_class::text" },
  from: `from pg_rewrite r join pg_class c on c.oid = r.ev_class join space n on n.oid = c.relnamespace
    where r.rulename = '_RETURN'`,
};

/** The default expressions of columns: dependencies of a default hang on them. */
export interface DefaultRow {
  oid: string;
  relation: string;
  column: string;
}

export const defaults: Family<DefaultRow> = {
  fields: { oid: "d.oid::text", relation: "d.adrelid::text", column: "a.attname" },
  from: `from pg_attrdef d join pg_class c on c.oid = d.adrelid join space n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum`,
};

export interface PolicyRow {
  oid: string;
  relation: string;
  name: string;
  permissive: boolean;
  command: "*" | "r" | "a" | "w" | "d";
  roles: readonly string[] | null;
  using: string | null;
  check: string | null;
  comment: string | null;
}

export const policies: Family<PolicyRow> = {
  fields: {
    oid: "p.oid::text",
    relation: "p.polrelid::text",
    name: "p.polname",
    permissive: "p.polpermissive",
    command: "p.polcmd",
    roles: `(select json_agg(pg_get_userbyid(role) order by pg_get_userbyid(role))
      from unnest(p.polroles) role where role <> 0)`,
    using: "pg_get_expr(p.polqual, p.polrelid)",
    check: "pg_get_expr(p.polwithcheck, p.polrelid)",
    comment: commentOn(catalogOid.policy, "p.oid"),
  },
  from: `from pg_policy p join pg_class c on c.oid = p.polrelid join space n on n.oid = c.relnamespace`,
  orderBy: "p.polrelid, p.polname",
};

export interface StatisticsRow {
  oid: string;
  relation: string;
  schema: string;
  name: string;
  owner: string;
  definition: string;
  target: number | null;
  comment: string | null;
}

export function statistics(major: number): Family<StatisticsRow> {
  return {
    fields: {
      oid: "s.oid::text",
      relation: "s.stxrelid::text",
      schema: "n.nspname",
      name: "s.stxname",
      owner: "pg_get_userbyid(s.stxowner)",
      definition: "pg_get_statisticsobjdef(s.oid)",
      target: major >= 13 ? "nullif(s.stxstattarget, -1)" : "null",
      comment: commentOn(catalogOid.statistics, "s.oid"),
    },
    from: "from pg_statistic_ext s join space n on n.oid = s.stxnamespace",
    orderBy: "n.nspname, s.stxname",
  };
}
