import type { Catalog, ObjectId, ObjectKind, UnmodelledObject } from "../catalog/model.ts";

export type ChangeAction = "added" | "removed" | "changed";

/** One difference between two catalogs. */
export interface Change {
  readonly id: ObjectId;
  readonly kind: ObjectKind | "column";
  readonly action: ChangeAction;
  readonly name: string;
  /** The table that a column, constraint, index and so on belongs to; a tree groups by it. */
  readonly parent: ObjectId | null;
  /** What differs, for a changed object. */
  readonly properties: readonly PropertyChange[];
}

export interface PropertyChange {
  /** A field of the model, such as `type`, `nullable`, `definition`. */
  readonly property: string;
  /** As text to show; null: absent. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Something that the migration destroys. */
export interface DataLoss {
  readonly id: ObjectId;
  /** One sentence. */
  readonly message: string;
}

/** A question for a person: is this the same object under a new name? */
export interface RenameCandidate {
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** Why it may be, in words. */
  readonly reason: string;
  /** 0–1: how alike the two are. */
  readonly likeness: number;
  /** Another candidate names one of the two as well. */
  readonly ambiguous: boolean;
}

export interface Rename {
  readonly from: ObjectId;
  readonly to: ObjectId;
}

/**
 * What people answered to rename candidates. Renames reach into the text of views, constraints and functions, and
 * only Postgres knows how: `renamed` is the source catalog, read again after `renameStatements` ran on a shadow of it.
 */
export interface RenameAnswers {
  readonly renames: readonly Rename[];
  readonly renamed: Catalog;
}

export interface DiffOptions {
  /** Compare who owns objects; default true. */
  readonly owners?: boolean;
  /** Compare rights and default rights; default true. */
  readonly privileges?: boolean;
  /** Compare comments; default true. */
  readonly comments?: boolean;
  /** Compare the names of NOT NULL constraints; default: both servers have them (18 and later). */
  readonly notNullNames?: boolean;
}

export interface SchemaDiff {
  /** The source before anything was renamed. */
  readonly original: Catalog;
  /** The source, with the names that people agreed to. */
  readonly from: Catalog;
  readonly to: Catalog;
  readonly renames: readonly Rename[];
  /** Losses come first in every view of this. */
  readonly losses: readonly DataLoss[];
  /** Removed, then changed, then added; by kind and name within. */
  readonly changes: readonly Change[];
  readonly candidates: readonly RenameCandidate[];
  /** What either side holds and the model leaves out: not compared. */
  readonly unmodelled: {
    readonly from: readonly UnmodelledObject[];
    readonly to: readonly UnmodelledObject[];
  };
  readonly options: Required<DiffOptions>;
}
