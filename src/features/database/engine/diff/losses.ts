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

/** Whether some value of the first type has no place in the second, as far as their names tell. */
export function narrows(before: string, after: string): boolean {
  const [one, other] = [integerSizes[before], integerSizes[after]];
  if (one !== undefined && other !== undefined) return other < one;
  const [was, is] = [parse(before), parse(after)];
  if (after === "text") return false;
  if (was.name !== is.name) {
    if (is.name === "numeric" && is.arguments.length === 0)
      return one === undefined && !/^(real|double)/.test(was.name);
    return !(
      one !== undefined &&
      is.name === "numeric" &&
      (is.arguments[0] ?? 0) - (is.arguments[1] ?? 0) >= 19
    );
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

/** `numeric(10,2)[]` as its name and its numbers. */
function parse(type: string): { readonly name: string; readonly arguments: readonly number[] } {
  const match = /\((\d+(?:,-?\d+)*)\)/.exec(type);
  return {
    name: type.replace(match?.[0] ?? "", ""),
    arguments: (match?.[1] ?? "").split(",").filter(Boolean).map(Number),
  };
}
