import type { CatalogObject, ObjectKind } from "../catalog/model.ts";

/** Where nodes go among those that could run next: what stands in the way first, what deletes rows late. */
const dropRanks: Readonly<Record<ObjectKind, number>> = {
  eventTrigger: 1,
  publication: 3,
  policy: 5,
  trigger: 5,
  rule: 5,
  view: 8,
  materializedView: 8,
  constraint: 14,
  index: 16,
  statistics: 16,
  function: 73,
  procedure: 73,
  aggregate: 72,
  table: 76,
  sequence: 77,
  enum: 78,
  domain: 78,
  composite: 78,
  range: 78,
  collation: 80,
  foreignServer: 81,
  foreignDataWrapper: 82,
  extension: 83,
  schema: 84,
  defaultPrivileges: 19,
};

const createRanks: Readonly<Record<ObjectKind, number>> = {
  schema: 20,
  extension: 21,
  foreignDataWrapper: 22,
  foreignServer: 23,
  collation: 23,
  enum: 24,
  domain: 25,
  composite: 24,
  range: 25,
  sequence: 26,
  table: 40,
  function: 46,
  procedure: 46,
  aggregate: 47,
  constraint: 50,
  index: 54,
  statistics: 56,
  view: 64,
  materializedView: 65,
  rule: 66,
  trigger: 68,
  policy: 70,
  publication: 86,
  defaultPrivileges: 88,
  eventTrigger: 90,
};

export const ranks = {
  retireType: 18,
  addEnumValue: 19,
  addColumn: 42,
  alterTable: 43,
  alterColumn: 44,
  ownSequence: 49,
  attachPartition: 58,
  attachIndex: 59,
  foreignKey: 60,
  dropColumn: 74,
  /** Steps with a transaction of their own wait until the others are done, so that few commits cut the rest. */
  online: 154,
  validate: 160,
  afterValidate: 170,
  dropConcurrently: 190,
} as const;

export function dropRank({ kind }: CatalogObject): number {
  return dropRanks[kind];
}

export function createRank(object: CatalogObject): number {
  return object.kind === "constraint" && object.type === "foreignKey"
    ? ranks.foreignKey
    : createRanks[object.kind];
}
