import type { Catalog, CatalogObject, ObjectId, Table } from "../catalog/model.ts";
import type { SchemaDiff } from "../diff/model.ts";
import type { Impact } from "./impact.ts";
import type { PlanOptions } from "./model.ts";
import type { Scope } from "./scope.ts";

/** What the parts of a plan know of the whole. */
export interface PlanContext {
  readonly diff: SchemaDiff;
  readonly from: Scope;
  readonly to: Scope;
  readonly impact: Impact;
  readonly major: number;
  readonly online: boolean;
  readonly options: PlanOptions;
  /** The role that owns what is created. */
  readonly role: string;
  /** Give rows a placeholder where a NOT NULL column comes back without a default: the way down. */
  readonly fill: boolean;
  /** The table is created by this plan: nobody reads or writes it yet. */
  readonly isNew: (table: ObjectId) => boolean;
}

export function tableIn(catalog: Catalog, id: ObjectId): Table | undefined {
  const object = catalog.objects.get(id);
  return object?.kind === "table" ? object : undefined;
}

/** Rows live in it, so that building or checking takes time. */
export function holdsRows(object: CatalogObject | undefined): boolean {
  return (object?.kind === "table" && object.foreign === null) || object?.kind === "materializedView";
}
