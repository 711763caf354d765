import type {
  CatalogObject,
  CompositeType,
  Constraint,
  ObjectKind,
  ObjectOf,
  Routine,
  View,
} from "../catalog/model.ts";

type Replaces = {
  readonly [Kind in ObjectKind]?: (before: ObjectOf<Kind>, after: ObjectOf<Kind>) => boolean;
};

const differsInDefinition = (before: { definition: string }, after: { definition: string }) =>
  before.definition !== after.definition;

/** For each kind, whether ALTER and CREATE OR REPLACE fall short; a kind that is absent can always be altered. */
const replaces: Replaces = {
  table: (before, after) =>
    before.partitionKey !== after.partitionKey ||
    before.ofType !== after.ofType ||
    before.foreign?.server !== after.foreign?.server,
  view: (before, after) => !viewCanGrow(before, after),
  materializedView: (before, after) => before.definition !== after.definition || !sameColumns(before, after),
  function: routineIsReplaced,
  procedure: routineIsReplaced,
  aggregate: (before, after) => differsInDefinition(before, after) || before.arguments !== after.arguments,
  constraint: constraintIsReplaced,
  index: (before, after) =>
    withoutStorage(before.definition) !== withoutStorage(after.definition) || (!before.valid && after.valid),
  trigger: differsInDefinition,
  rule: differsInDefinition,
  statistics: differsInDefinition,
  collation: differsInDefinition,
  range: differsInDefinition,
  policy: (before, after) =>
    before.command !== after.command ||
    before.permissive !== after.permissive ||
    (before.using === null) !== (after.using === null) ||
    (before.check === null) !== (after.check === null),
  enum: (before, after) => !isSubsequence(before.labels, after.labels),
  domain: (before, after) => before.type !== after.type || before.collation !== after.collation,
  composite: (before, after) => !attributesCanGrow(before.attributes, after.attributes),
  eventTrigger: (before, after) =>
    before.event !== after.event ||
    before.function !== after.function ||
    String(before.tags) !== String(after.tags),
  publication: (before, after) => before.allTables !== after.allTables,
  foreignServer: (before, after) => before.wrapper !== after.wrapper || before.type !== after.type,
};

/** Whether ALTER cannot turn one into the other, so that it is dropped and created. Both are of one kind. */
export function isReplaced(before: CatalogObject, after: CatalogObject): boolean {
  const differs = replaces[before.kind] as
    ((before: CatalogObject, after: CatalogObject) => boolean) | undefined;
  return differs?.(before, after) ?? false;
}

/** CREATE OR REPLACE VIEW keeps the columns that are there, in name, type and order, and may add more. */
function viewCanGrow(before: View, after: View): boolean {
  return before.columns.every(({ name, type }, position) => {
    const column = after.columns[position];
    return column?.name === name && column.type === type;
  });
}

/** Attributes can be dropped, and added at the end; their order stays. */
function attributesCanGrow(before: CompositeType["attributes"], after: CompositeType["attributes"]): boolean {
  const later = new Set(after.map(({ name }) => name));
  const earlier = new Set(before.map(({ name }) => name));
  const expected = [
    ...before.filter(({ name }) => later.has(name)),
    ...after.filter(({ name }) => !earlier.has(name)),
  ];
  return expected.every(({ name }, position) => after[position]?.name === name);
}

function sameColumns(
  before: { readonly columns: View["columns"] },
  after: { readonly columns: View["columns"] },
): boolean {
  return (
    before.columns.length === after.columns.length &&
    before.columns.every(({ name, type }, position) => {
      const column = after.columns[position];
      return column?.name === name && column.type === type;
    })
  );
}

/** CREATE OR REPLACE FUNCTION keeps result, argument names and defaults. */
function routineIsReplaced(before: Routine, after: Routine): boolean {
  return (
    before.result !== after.result ||
    before.identityArguments !== after.identityArguments ||
    after.defaultCount < before.defaultCount
  );
}

/** ALTER CONSTRAINT and VALIDATE CONSTRAINT reach only some states of a foreign key or check. */
function constraintIsReplaced(before: Constraint, after: Constraint): boolean {
  if (before.definition === after.definition) return false;
  if (bare(before.definition) !== bare(after.definition)) return true;
  if (before.validated && !after.validated) return true;
  const sameTiming =
    before.deferrable === after.deferrable && before.initiallyDeferred === after.initiallyDeferred;
  if (before.enforced !== after.enforced) return true;
  return !sameTiming && before.type !== "foreignKey";
}

/** A definition without what can be altered. */
function bare(definition: string): string {
  return definition.replace(
    /( (NOT )?DEFERRABLE| INITIALLY (DEFERRED|IMMEDIATE)| NOT VALID| NOT ENFORCED)+$/,
    "",
  );
}

/** An index definition without its storage parameters, which can be altered. */
function withoutStorage(definition: string): string {
  return definition.replace(/ WITH \([^)]*\)/, "");
}

export function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let next = 0;
  for (const item of whole) if (item === part[next]) next++;
  return next === part.length;
}
