import { catalogOid, commentOn, notMember, privilegesOf } from "../family.ts";
import type { Family, PrivilegeRow } from "../family.ts";

export interface RoutineRow {
  oid: string;
  schema: string;
  name: string;
  kind: "f" | "p" | "w" | "a";
  signature: string;
  arguments: string;
  identityArguments: string;
  defaultCount: number;
  result: string | null;
  language: string;
  volatility: "i" | "s" | "v";
  definition: string | null;
  owner: string;
  privileges: readonly PrivilegeRow[] | null;
  comment: string | null;
}

export const routines: Family<RoutineRow> = {
  fields: {
    oid: "p.oid::text",
    schema: "n.nspname",
    name: "p.proname",
    kind: "p.prokind",
    signature: "oidvectortypes(p.proargtypes)",
    arguments: "pg_get_function_arguments(p.oid)",
    identityArguments: "pg_get_function_identity_arguments(p.oid)",
    defaultCount: "p.pronargdefaults",
    result: "pg_get_function_result(p.oid)",
    language: "l.lanname",
    volatility: "p.provolatile",
    definition: "case when p.prokind <> 'a' then pg_get_functiondef(p.oid) end",
    owner: "pg_get_userbyid(p.proowner)",
    privileges: privilegesOf("p.proacl", "f", "p.proowner"),
    comment: commentOn(catalogOid.routine, "p.oid"),
  },
  from: `from pg_proc p
    join space n on n.oid = p.pronamespace
    join pg_language l on l.oid = p.prolang
    where ${notMember(catalogOid.routine, "p.oid")}
      and not exists (select from pg_depend d where d.classid = ${catalogOid.routine} and d.objid = p.oid
        and d.refclassid = ${catalogOid.type} and d.deptype = 'i')`,
  orderBy: "n.nspname, p.proname, oidvectortypes(p.proargtypes)",
};

/** The parts of CREATE AGGREGATE; functions by their qualified names, "-" where there is none. */
export interface AggregateRow {
  oid: string;
  kind: "n" | "o" | "h";
  transition: string;
  stateType: string;
  stateSpace: number;
  final: string;
  finalExtra: boolean;
  finalModify: "r" | "s" | "w";
  combine: string;
  serialize: string;
  deserialize: string;
  initial: string | null;
  movingTransition: string;
  movingInverse: string;
  movingStateType: string | null;
  movingStateSpace: number;
  movingFinal: string;
  movingFinalExtra: boolean;
  movingFinalModify: "r" | "s" | "w";
  movingInitial: string | null;
  sortOperator: string | null;
  parallel: "s" | "r" | "u";
}

export const aggregates: Family<AggregateRow> = {
  fields: {
    oid: "g.aggfnoid::oid::text",
    kind: "g.aggkind",
    transition: "g.aggtransfn::regproc::text",
    stateType: "format_type(g.aggtranstype, null)",
    stateSpace: "g.aggtransspace",
    final: "g.aggfinalfn::regproc::text",
    finalExtra: "g.aggfinalextra",
    finalModify: "g.aggfinalmodify",
    combine: "g.aggcombinefn::regproc::text",
    serialize: "g.aggserialfn::regproc::text",
    deserialize: "g.aggdeserialfn::regproc::text",
    initial: "g.agginitval",
    movingTransition: "g.aggmtransfn::regproc::text",
    movingInverse: "g.aggminvtransfn::regproc::text",
    movingStateType: "case when g.aggmtranstype <> 0 then format_type(g.aggmtranstype, null) end",
    movingStateSpace: "g.aggmtransspace",
    movingFinal: "g.aggmfinalfn::regproc::text",
    movingFinalExtra: "g.aggmfinalextra",
    movingFinalModify: "g.aggmfinalmodify",
    movingInitial: "g.aggminitval",
    sortOperator: `(select format('OPERATOR(%I.%s)', o.nspname, op.oprname) from pg_operator op
      join pg_namespace o on o.oid = op.oprnamespace where op.oid = g.aggsortop)`,
    parallel: "p.proparallel",
  },
  from: `from pg_aggregate g
    join pg_proc p on p.oid = g.aggfnoid
    join space n on n.oid = p.pronamespace
    where ${notMember(catalogOid.routine, "p.oid")}`,
};
