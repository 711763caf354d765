import { sqlNameOf } from "../catalog/ids.ts";
import type { Catalog } from "../catalog/model.ts";
import { isReplaced } from "./replace.ts";
import type { Change, DataLoss } from "./model.ts";

/** What going from one catalog to the other destroys, one sentence each. */
export function lossesOf(changes: readonly Change[], from: Catalog, to: Catalog): DataLoss[] {
  return changes.flatMap((change) => {
    const message = lossOf(change, from, to);
    return message === null ? [] : [{ id: change.id, message }];
  });
}

function lossOf(change: Change, from: Catalog, to: Catalog): string | null {
  const name = sqlNameOf(change.id);
  const before = from.objects.get(change.id);
  const after = to.objects.get(change.id);
  if (change.action === "removed") {
    if (change.kind === "table") return `Dropping table ${name} deletes its rows.`;
    if (change.kind === "column") return columnLoss(change, from);
    if (change.kind === "sequence" && before?.kind === "sequence" && before.ownedBy === null) {
      return `Dropping sequence ${name} forgets its current value.`;
    }
    if (change.kind === "extension") return `Dropping extension ${name} drops the objects that belong to it.`;
    return null;
  }
  if (change.action !== "changed") return null;
  if (change.kind === "table" && before !== undefined && after !== undefined && isReplaced(before, after)) {
    return `Table ${name} has to be dropped and created again, which deletes its rows.`;
  }
  if (change.kind === "enum" && before?.kind === "enum" && after?.kind === "enum") {
    const gone = before.labels.filter((label) => !after.labels.includes(label));
    if (gone.length > 0) return `Rows that hold ${gone.join(", ")} of enum ${name} stop the migration.`;
  }
  const type = change.properties.find(({ property }) => property === "type");
  if (change.kind === "column" && type !== undefined && narrows(type.before ?? "", type.after ?? "")) {
    return `Column ${name} becomes ${String(type.after)}: values that do not fit stop the migration or are cut.`;
  }
  const unlogged = change.properties.find(({ property }) => property === "unlogged");
  if (change.kind === "table" && unlogged?.after === "true") {
    return `Table ${name} becomes unlogged: a crash of the server empties it.`;
  }
  return null;
}

function columnLoss(change: Change, from: Catalog): string | null {
  const table = change.parent === null ? undefined : from.objects.get(change.parent);
  const column = table?.kind === "table" ? table.columns.find(({ name }) => name === change.name) : undefined;
  // Values that are computed can be computed again.
  return column?.generated == null ? `Dropping column ${sqlNameOf(change.id)} deletes its values.` : null;
}

const integerSizes: Readonly<Record<string, number>> = { smallint: 2, integer: 4, bigint: 8 };

/** Pairs of types where every value of the first has its place in the second. */
const widenings = new Set([
  "cidr > inet",
  "real > double precision",
  "smallint > real",
  "smallint > double precision",
  "integer > double precision",
  "date > timestamp without time zone",
  "date > timestamp with time zone",
  "timestamp without time zone > timestamp with time zone",
  "json > jsonb",
  "jsonb > json",
]);

/** Whether some value of the first type has no place in the second, as far as their names tell. */
export function narrows(before: string, after: string): boolean {
  if (before.endsWith("[]") && after.endsWith("[]")) return narrows(before.slice(0, -2), after.slice(0, -2));
  const [one, other] = [integerSizes[before], integerSizes[after]];
  if (one !== undefined && other !== undefined) return other < one;
  if (after === "text") return false;
  const [was, is] = [parse(before), parse(after)];
  if (was.name !== is.name) {
    if (widenings.has(`${was.name} > ${is.name}`)) return is.arguments.length > 0;
    return !(is.name === "numeric" && one !== undefined && holdsIntegers(is.arguments));
  }
  if (is.arguments.length === 0) return false;
  if (was.arguments.length === 0) return true;
  if (was.name === "numeric") {
    const [precision = 0, scale = 0] = is.arguments;
    const [oldPrecision = 0, oldScale = 0] = was.arguments;
    return scale < oldScale || precision - scale < oldPrecision - oldScale;
  }
  return (is.arguments[0] ?? 0) < (was.arguments[0] ?? 0);
}

/** A numeric with room for nineteen digits before the point holds every bigint. */
function holdsIntegers([precision, scale = 0]: readonly number[]): boolean {
  return precision === undefined || precision - scale >= 19;
}

/** `numeric(10,2)[]` as its name and its numbers. */
function parse(type: string): { readonly name: string; readonly arguments: readonly number[] } {
  const match = /\((\d+(?:,-?\d+)*)\)/.exec(type);
  return {
    name: type.replace(match?.[0] ?? "", ""),
    arguments: (match?.[1] ?? "").split(",").filter(Boolean).map(Number),
  };
}
