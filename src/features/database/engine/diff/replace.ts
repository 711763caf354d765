import type { CatalogObject, CompositeType, Routine, View } from "../catalog/model.ts";

/** Whether ALTER cannot turn one into the other, so that it is dropped and created. Both are of one kind. */
export function isReplaced(before: CatalogObject, after: CatalogObject): boolean {
  switch (before.kind) {
    case "table":
      return (
        after.kind === "table" &&
        (before.partitionKey !== after.partitionKey ||
          before.ofType !== after.ofType ||
          (before.foreign === null) !== (after.foreign === null) ||
          before.foreign?.server !== after.foreign?.server)
      );
    case "view":
      return after.kind === "view" && !viewCanGrow(before, after);
    case "materializedView":
      return (
        after.kind === "materializedView" &&
        (before.definition !== after.definition || !sameColumns(before, after))
      );
    case "function":
    case "procedure":
      return after.kind === before.kind && routineIsReplaced(before, after);
    case "aggregate":
      return (
        after.kind === "aggregate" &&
        (before.definition !== after.definition || before.arguments !== after.arguments)
      );
    case "constraint":
      return after.kind === "constraint" && constraintIsReplaced(before, after);
    case "index":
      return (
        after.kind === "index" &&
        (withoutStorage(before.definition) !== withoutStorage(after.definition) ||
          (!before.valid && after.valid))
      );
    case "trigger":
    case "rule":
    case "statistics":
    case "collation":
    case "range":
      return "definition" in after && before.definition !== after.definition;
    case "policy":
      return (
        after.kind === "policy" &&
        (before.command !== after.command ||
          before.permissive !== after.permissive ||
          (before.using === null) !== (after.using === null) ||
          (before.check === null) !== (after.check === null))
      );
    case "enum":
      return after.kind === "enum" && !isSubsequence(before.labels, after.labels);
    case "domain":
      return after.kind === "domain" && (before.type !== after.type || before.collation !== after.collation);
    case "eventTrigger":
      return (
        after.kind === "eventTrigger" &&
        (before.event !== after.event ||
          before.function !== after.function ||
          String(before.tags) !== String(after.tags))
      );
    case "publication":
      return after.kind === "publication" && before.allTables !== after.allTables;
    case "foreignServer":
      return (
        after.kind === "foreignServer" && (before.wrapper !== after.wrapper || before.type !== after.type)
      );
    case "composite":
      return after.kind === "composite" && !attributesCanGrow(before.attributes, after.attributes);
    default:
      return false;
  }
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
function routineIsReplaced(before: Routine, after: CatalogObject): boolean {
  return (
    (after.kind === "function" || after.kind === "procedure") &&
    (before.result !== after.result ||
      before.identityArguments !== after.identityArguments ||
      after.defaultCount < before.defaultCount)
  );
}

/** ALTER CONSTRAINT and VALIDATE CONSTRAINT reach only some states of a foreign key or check. */
function constraintIsReplaced(
  before: Extract<CatalogObject, { kind: "constraint" }>,
  after: Extract<CatalogObject, { kind: "constraint" }>,
): boolean {
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
