import { quoteLiteral } from "../identifiers.ts";
import { schemaObjectId } from "../ids.ts";
import type { CollationRow, TypeRow } from "../families/types.ts";
import type { CatalogObject, Collation } from "../model.ts";
import { privileges } from "./privileges.ts";
import { typeKinds } from "./registry.ts";
import type { CatalogRows } from "./rows.ts";

/** Enums, domains, ranges and collations. */
export function typeObjects(rows: CatalogRows): CatalogObject[] {
  return [...rows.types.map(typeObject), ...rows.collations.map(collation)];
}

function typeObject(row: TypeRow): CatalogObject {
  const { schema, name, owner, comment } = row;
  const id = schemaObjectId(typeKinds[row.kind], schema, name);
  const common = { id, schema, name, owner, comment, privileges: privileges(row.privileges) };
  if (row.kind === "e") return { kind: "enum", ...common, labels: row.labels ?? [] };
  if (row.kind === "r") return { kind: "range", ...common, definition: (row.range ?? []).join(",\n  ") };
  return {
    kind: "domain",
    ...common,
    type: row.baseType ?? "",
    collation: row.collation,
    nullable: !row.notNull,
    default: row.default,
    constraints: (row.constraints ?? []).map(([constraint, definition, validated, said]) => ({
      name: constraint,
      definition,
      validated,
      comment: said,
    })),
  };
}

const providers = { c: "libc", i: "icu", b: "builtin", d: "default" } as const;

function collation(row: CollationRow): Collation {
  const { schema, name, owner, comment } = row;
  // Majors before 15 keep the locale of ICU where libc keeps lc_collate.
  const locale = row.locale ?? (row.provider === "c" ? null : row.collate);
  const parts = [
    `provider = ${providers[row.provider]}`,
    ...(locale === null
      ? [`lc_collate = ${quoteLiteral(row.collate ?? "")}`, `lc_ctype = ${quoteLiteral(row.ctype ?? "")}`]
      : [`locale = ${quoteLiteral(locale)}`]),
    ...(row.deterministic ? [] : ["deterministic = false"]),
    ...(row.rules === null ? [] : [`rules = ${quoteLiteral(row.rules)}`]),
  ];
  return {
    kind: "collation",
    id: schemaObjectId("collation", schema, name),
    schema,
    name,
    owner,
    comment,
    definition: parts.join(", "),
  };
}
