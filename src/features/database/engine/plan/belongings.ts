import { quoteIdent, quoteLiteral } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Privileges } from "../catalog/model.ts";
import {
  commentStatement,
  grantTarget,
  noPrivileges,
  ownerStatement,
  privilegeStatements,
  role,
} from "../ddl/metadata.ts";
import { target } from "../ddl/names.ts";
import type { PlanContext } from "./context.ts";
import { plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** Owner, rights and comments of an object that was just created. */
export function metadata(object: CatalogObject, context: PlanContext): DraftStep[] {
  const { owners, privileges, comments } = context.diff.options;
  const steps: DraftStep[] = [];
  if (owners && "owner" in object && object.owner !== context.role) {
    steps.push(plain(ownerStatement(object, object.owner)));
  }
  if (privileges && "privileges" in object && object.kind !== "defaultPrivileges") {
    steps.push(...grants(object, object.privileges, context));
  }
  if (comments && "comment" in object && object.comment !== null) {
    steps.push(plain(commentStatement(target(object), object.comment)));
  }
  if (comments && (object.kind === "view" || object.kind === "materializedView")) {
    for (const { name, comment } of object.columns) {
      if (comment !== null)
        steps.push(plain(commentStatement(`COLUMN ${sqlNameOf(object.id)}.${quoteIdent(name)}`, comment)));
    }
  }
  if (privileges && (object.kind === "view" || object.kind === "materializedView")) {
    for (const { name, privileges: rights } of object.columns) {
      steps.push(
        ...privilegeStatements(grantTarget(object), noPrivileges, rights, name).map((sql) => plain(sql)),
      );
    }
  }
  if (comments && object.kind === "composite") {
    for (const { name, comment } of object.attributes) {
      if (comment !== null)
        steps.push(plain(commentStatement(`COLUMN ${sqlNameOf(object.id)}.${quoteIdent(name)}`, comment)));
    }
  }
  return steps;
}

const defaultKinds: Readonly<Record<string, string>> = {
  table: "tables",
  view: "tables",
  materializedView: "tables",
  sequence: "sequences",
  function: "functions",
  procedure: "functions",
  aggregate: "functions",
  enum: "types",
  domain: "types",
  composite: "types",
  range: "types",
  schema: "schemas",
};

/** Default privileges of the source reach what is created, so what they may have given is taken back first. */
function grants(object: CatalogObject, rights: Privileges, { diff }: PlanContext): DraftStep[] {
  const kind = defaultKinds[object.kind];
  const automatic = [...diff.from.objects.values()].flatMap((entry) =>
    entry.kind === "defaultPrivileges" &&
    entry.objectType === kind &&
    (entry.schema === null || ("schema" in object && entry.schema === object.schema))
      ? entry.privileges.granted.map(({ grantee }) => grantee)
      : [],
  );
  const on = grantTarget(object);
  return [
    ...[...new Set(automatic)].map((grantee) => plain(`REVOKE ALL ON ${on} FROM ${role(grantee)}`)),
    ...privilegeStatements(on, noPrivileges, rights).map((sql) => plain(sql)),
  ];
}

/** A label as SQL. */
export function label(text: string): string {
  return quoteLiteral(text).trim();
}
