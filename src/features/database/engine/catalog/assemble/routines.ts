import { quoteLiteral } from "../identifiers.ts";
import { routineId } from "../ids.ts";
import type { AggregateRow, RoutineRow } from "../families/routines.ts";
import type { Aggregate, Routine } from "../model.ts";
import { privileges } from "./privileges.ts";
import { routineKinds } from "./registry.ts";
import type { CatalogRows } from "./rows.ts";

const volatilities = { i: "immutable", s: "stable", v: "volatile" } as const;

/** Functions, procedures and aggregates. */
export function routineObjects(rows: CatalogRows): (Routine | Aggregate)[] {
  const parts = new Map(rows.aggregates.map((row) => [row.oid, row]));
  return rows.routines.map((row) => {
    const { schema, name, signature, owner, comment } = row;
    const kind = routineKinds[row.kind];
    const id = routineId(kind, schema, name, signature);
    const common = { id, schema, name, signature, owner, comment, privileges: privileges(row.privileges) };
    if (kind === "aggregate") {
      const aggregate = parts.get(row.oid);
      return {
        kind,
        ...common,
        arguments: aggregateArguments(row),
        definition: aggregateDefinition(aggregate),
      };
    }
    return {
      kind,
      ...common,
      identityArguments: row.identityArguments,
      defaultCount: row.defaultCount,
      result: row.result,
      language: row.language,
      volatility: volatilities[row.volatility],
      definition: (row.definition ?? "").trim(),
    };
  });
}

function aggregateArguments({ arguments: list }: RoutineRow): string {
  return list === "" ? "*" : list;
}

const modifies = { r: "read_only", s: "shareable", w: "read_write" } as const;
const parallels = { s: "safe", r: "restricted", u: "unsafe" } as const;

function aggregateDefinition(row: AggregateRow | undefined): string {
  if (row === undefined) return "";
  const ordinary = row.kind === "n";
  const parts: readonly (readonly [string, string | null])[] = [
    ["sfunc", row.transition],
    ["stype", row.stateType],
    ["sspace", row.stateSpace === 0 ? null : String(row.stateSpace)],
    ["finalfunc", row.final],
    ["finalfunc_extra", row.finalExtra ? "true" : null],
    [
      "finalfunc_modify",
      row.final !== "-" && row.finalModify !== (ordinary ? "r" : "w") ? modifies[row.finalModify] : null,
    ],
    ["combinefunc", row.combine],
    ["serialfunc", row.serialize],
    ["deserialfunc", row.deserialize],
    ["initcond", row.initial === null ? null : quoteLiteral(row.initial)],
    ["msfunc", row.movingTransition],
    ["minvfunc", row.movingInverse],
    ["mstype", row.movingStateType],
    ["msspace", row.movingStateSpace === 0 ? null : String(row.movingStateSpace)],
    ["mfinalfunc", row.movingFinal],
    ["mfinalfunc_extra", row.movingFinalExtra ? "true" : null],
    [
      "mfinalfunc_modify",
      row.movingFinal !== "-" && row.movingFinalModify !== (ordinary ? "r" : "w")
        ? modifies[row.movingFinalModify]
        : null,
    ],
    ["minitcond", row.movingInitial === null ? null : quoteLiteral(row.movingInitial)],
    ["sortop", row.sortOperator],
    ["parallel", row.parallel === "u" ? null : parallels[row.parallel]],
    ["hypothetical", row.kind === "h" ? "" : null],
  ];
  return parts
    .filter((part): part is readonly [string, string] => part[1] !== null && part[1] !== "-")
    .map(([name, value]) => (value === "" ? name : `${name} = ${value}`))
    .join(",\n  ");
}
