import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Domain, EnumType } from "../catalog/model.ts";
import { commentStatement } from "../ddl/metadata.ts";
import { label } from "./belongings.ts";
import { plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** New labels, each in its place; usable only after a commit. */
export function addLabels(before: EnumType, after: EnumType): DraftStep[] {
  const known = new Set(before.labels);
  return after.labels.flatMap((text, position) => {
    if (known.has(text)) return [];
    const earlier = after.labels[position - 1];
    const place =
      earlier === undefined ? ` BEFORE ${label(before.labels[0] ?? "")}` : ` AFTER ${label(earlier)}`;
    const last = position === after.labels.length - 1 && known.has(earlier ?? "");
    const suffix = before.labels.length === 0 || last ? "" : place;
    return [
      {
        sql: `ALTER TYPE ${sqlNameOf(after.id)} ADD VALUE ${label(text)}${suffix}`,
        alone: true,
        note: "The value can be used once this is committed.",
      },
    ];
  });
}

export function alterDomain(before: Domain, after: Domain): DraftStep[] {
  const alter = `ALTER DOMAIN ${sqlNameOf(after.id)}`;
  const steps: DraftStep[] = [];
  const earlier = new Map(before.constraints.map((constraint) => [constraint.name, constraint]));
  const later = new Map(after.constraints.map((constraint) => [constraint.name, constraint]));
  for (const { name, definition, validated } of before.constraints) {
    const now = later.get(name);
    const same =
      now !== undefined && strip(now.definition) === strip(definition) && (now.validated || !validated);
    if (!same) {
      steps.push(plain(`${alter} DROP CONSTRAINT ${quoteIdent(name)}`));
      earlier.delete(name);
    }
  }
  if (before.default !== after.default) {
    steps.push(plain(`${alter} ${after.default === null ? "DROP DEFAULT" : `SET DEFAULT ${after.default}`}`));
  }
  if (before.nullable !== after.nullable) {
    steps.push(
      plain(
        `${alter} ${after.nullable ? "DROP" : "SET"} NOT NULL`,
        after.nullable ? undefined : "Reads every table with a column of this domain.",
      ),
    );
  }
  for (const constraint of after.constraints) {
    const name = quoteIdent(constraint.name);
    const old = earlier.get(constraint.name);
    if (old === undefined) {
      steps.push(plain(`${alter} ADD CONSTRAINT ${name} ${strip(constraint.definition)} NOT VALID`));
    }
    if (constraint.validated && old?.validated !== true) {
      steps.push({
        sql: `${alter} VALIDATE CONSTRAINT ${name}`,
        alone: true,
        note: "Reads every table with a column of this domain.",
      });
    }
    if ((old?.comment ?? null) !== constraint.comment) {
      steps.push(
        plain(commentStatement(`CONSTRAINT ${name} ON DOMAIN ${sqlNameOf(after.id)}`, constraint.comment)),
      );
    }
  }
  return steps;
}

function strip(definition: string): string {
  return definition.replace(/ NOT VALID$/, "");
}

export function alterAttributes(
  before: Extract<CatalogObject, { kind: "composite" }>,
  after: Extract<CatalogObject, { kind: "composite" }>,
): string[] {
  const name = sqlNameOf(after.id);
  const old = new Map(before.attributes.map((attribute) => [attribute.name, attribute]));
  const kept = new Set(after.attributes.map((attribute) => attribute.name));
  const collate = (collation: string | null) => (collation === null ? "" : ` COLLATE ${collation}`);
  const actions = [
    ...before.attributes
      .filter((one) => !kept.has(one.name))
      .map((one) => `DROP ATTRIBUTE ${quoteIdent(one.name)}`),
    ...after.attributes.flatMap(({ name: attribute, type, collation }) => {
      const was = old.get(attribute);
      if (was === undefined) return [`ADD ATTRIBUTE ${quoteIdent(attribute)} ${type}${collate(collation)}`];
      if (was.type === type && was.collation === collation) return [];
      return [`ALTER ATTRIBUTE ${quoteIdent(attribute)} TYPE ${type}${collate(collation)}`];
    }),
  ];
  const comments = after.attributes
    .filter((one) => (old.get(one.name)?.comment ?? null) !== one.comment)
    .map((one) => commentStatement(`COLUMN ${name}.${quoteIdent(one.name)}`, one.comment));
  return [...(actions.length > 0 ? [`ALTER TYPE ${name} ${actions.join(", ")}`] : []), ...comments];
}
