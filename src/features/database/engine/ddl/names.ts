import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, ObjectKind } from "../catalog/model.ts";

/** How SQL calls each kind, in CREATE, COMMENT ON and DROP. */
const words: Readonly<Record<ObjectKind, string>> = {
  schema: "SCHEMA",
  extension: "EXTENSION",
  table: "TABLE",
  view: "VIEW",
  materializedView: "MATERIALIZED VIEW",
  sequence: "SEQUENCE",
  index: "INDEX",
  constraint: "CONSTRAINT",
  trigger: "TRIGGER",
  rule: "RULE",
  policy: "POLICY",
  statistics: "STATISTICS",
  function: "FUNCTION",
  procedure: "PROCEDURE",
  aggregate: "AGGREGATE",
  enum: "TYPE",
  domain: "DOMAIN",
  composite: "TYPE",
  range: "TYPE",
  collation: "COLLATION",
  eventTrigger: "EVENT TRIGGER",
  publication: "PUBLICATION",
  defaultPrivileges: "DEFAULT PRIVILEGES",
  foreignDataWrapper: "FOREIGN DATA WRAPPER",
  foreignServer: "SERVER",
};

export function sqlKind(object: CatalogObject): string {
  return object.kind === "table" && object.foreign !== null ? "FOREIGN TABLE" : words[object.kind];
}

/** The object as COMMENT ON names it: `TABLE app.orders`, `TRIGGER touch ON app.orders`. */
export function target(object: CatalogObject): string {
  if (object.kind === "aggregate") {
    return `AGGREGATE ${aggregateName(object.id, object.signature, object.arguments)}`;
  }
  if ("table" in object && object.kind !== "index" && object.kind !== "statistics") {
    return `${words[object.kind]} ${quoteIdent(object.name)} ON ${sqlNameOf(object.table)}`;
  }
  return `${sqlKind(object)} ${sqlNameOf(object.id)}`;
}

/** An ordered-set aggregate is named with its ORDER BY, one over no argument with a star. */
function aggregateName(id: string, signature: string, list: string): string {
  const name = sqlNameOf(id).slice(0, -(signature.length + 2));
  return `${name}(${list})`;
}

/** The statement that drops the object, without CASCADE. */
export function dropStatement(object: CatalogObject): string {
  if (object.kind === "constraint") {
    return `ALTER TABLE ${sqlNameOf(object.table)} DROP CONSTRAINT ${quoteIdent(object.name)}`;
  }
  return `DROP ${target(object)}`;
}
