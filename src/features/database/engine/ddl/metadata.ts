import { quoteIdent, quoteLiteral } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Grant, ObjectKind, Privileges, StorageParameters } from "../catalog/model.ts";
import { sqlKind, target } from "./names.ts";

export const noPrivileges: Privileges = { granted: [], revoked: [] };

export function commentStatement(on: string, comment: string | null): string {
  return `COMMENT ON ${on} IS ${comment === null ? "NULL" : quoteLiteral(comment).trim()}`;
}

export function ownerStatement(object: CatalogObject, owner: string): string {
  return `ALTER ${target(object)} OWNER TO ${quoteIdent(owner)}`;
}

/** How GRANT names an object; a column is a privilege on its table. */
export function grantTarget(object: CatalogObject): string {
  const name = sqlNameOf(object.id);
  const words: Partial<Record<ObjectKind, string>> = {
    table: "TABLE",
    view: "TABLE",
    materializedView: "TABLE",
    aggregate: "FUNCTION",
    foreignServer: "FOREIGN SERVER",
  };
  return `${words[object.kind] ?? sqlKind(object)} ${name}`;
}

/**
 * The statements that turn one set of rights into another.
 * @param column set for the rights on one column of the object
 */
export function privilegeStatements(
  on: string,
  before: Privileges,
  after: Privileges,
  column?: string,
): string[] {
  const lost = [...without(before.granted, after.granted), ...without(after.revoked, before.revoked)];
  const gained = [...without(after.granted, before.granted), ...without(before.revoked, after.revoked)];
  const where = column === undefined ? "" : ` (${quoteIdent(column)})`;
  return [
    ...byGrantee(lost).map(
      ([{ grantee }, list]) => `REVOKE ${names(list, where)} ON ${on} FROM ${role(grantee)}`,
    ),
    ...byGrantee(gained).map(
      ([{ grantee, grantable }, list]) =>
        `GRANT ${names(list, where)} ON ${on} TO ${role(grantee)}${grantable ? " WITH GRANT OPTION" : ""}`,
    ),
  ];
}

export function role(grantee: string | null): string {
  return grantee === null ? "PUBLIC" : quoteIdent(grantee);
}

function names(grants: readonly Grant[], where: string): string {
  return grants.map(({ privilege }) => privilege + where).join(", ");
}

function without(all: readonly Grant[], others: readonly Grant[]): Grant[] {
  const keys = new Set(others.map(keyOf));
  return all.filter((grant) => !keys.has(keyOf(grant)));
}

function keyOf({ grantee, privilege, grantable }: Grant): string {
  return JSON.stringify([grantee, privilege, grantable]);
}

function byGrantee(grants: readonly Grant[]): [Grant, Grant[]][] {
  const groups = new Map<string, [Grant, Grant[]]>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.grantee, grant.grantable]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [grant, [grant]]);
    else group[1].push(grant);
  }
  return [...groups.values()];
}

/** `fillfactor = 70, autovacuum_enabled = false`; values are written as literals where they are not plain words. */
export function parameterList(parameters: StorageParameters, prefix = ""): string {
  return parameters
    .map(
      ([name, value]) => `${prefix}${name} = ${/^[\w.]+$/.test(value) ? value : quoteLiteral(value).trim()}`,
    )
    .join(", ");
}

/** `OPTIONS (host 'example.test')` of foreign objects. */
export function optionList(options: StorageParameters): string {
  return `OPTIONS (${options.map(([name, value]) => `${quoteIdent(name)} ${quoteLiteral(value).trim()}`).join(", ")})`;
}
