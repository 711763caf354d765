import type { CatalogObject, Column } from "../catalog/model.ts";
import type { DiffOptions, PropertyChange } from "./model.ts";

/** Fields that say where an object is, or that follow from other fields. */
const structural = new Set([
  "id",
  "kind",
  "name",
  "schema",
  "columns",
  "table",
  "constraint",
  "index",
  "keys",
  "included",
  "predicate",
  "method",
  "unique",
  "nullsNotDistinct",
  "partitioned",
  "references",
  "validated",
  "enforced",
  "deferrable",
  "initiallyDeferred",
  "defaultCount",
  "identityArguments",
  "result",
  "language",
  "volatility",
  "signature",
  "local",
  "inheritCount",
]);

/** The properties that differ between two objects of one kind, or two columns, by their names in the model. */
export function compareProperties<Thing extends CatalogObject | Column>(
  before: Thing,
  after: Thing,
  options: Required<DiffOptions>,
): PropertyChange[] {
  const changes: PropertyChange[] = [];
  for (const property of Object.keys(after)) {
    if (structural.has(property) || ignored(property, options)) continue;
    const [was, is] = [valueOf(before, property, options), valueOf(after, property, options)];
    // No statement makes an index invalid; only the way back to validity counts.
    if (was !== is && !(property === "valid" && is === "false"))
      changes.push({ property, before: was, after: is });
  }
  // A view's columns are part of what it is: their types can change while its text stays.
  if ("definition" in before && "columns" in before && "definition" in after && "columns" in after) {
    const [was, is] = [viewColumns(before.columns, options), viewColumns(after.columns, options)];
    if (was !== is) changes.push({ property: "columns", before: was, after: is });
  }
  return changes;
}

function ignored(property: string, options: Required<DiffOptions>): boolean {
  if (property === "owner") return !options.owners;
  if (property === "privileges") return !options.privileges;
  if (property === "comment") return !options.comments;
  return property === "notNull" && !options.notNullNames;
}

function valueOf(object: object, property: string, options: Required<DiffOptions>): string | null {
  const value = (object as Readonly<Record<string, unknown>>)[property];
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  return JSON.stringify(value, (key, inner: unknown) =>
    key === "comment" && !options.comments ? undefined : inner,
  );
}

function viewColumns(columns: readonly unknown[], options: Required<DiffOptions>): string | null {
  if (columns.every((column) => typeof column === "string")) return null;
  return JSON.stringify(columns, (key, inner: unknown) =>
    (key === "comment" && !options.comments) || (key === "privileges" && !options.privileges)
      ? undefined
      : inner,
  );
}
