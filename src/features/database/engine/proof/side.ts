import { readCatalog } from "../catalog/readCatalog.ts";
import type { Catalog } from "../catalog/model.ts";
import { type LoadReport, loadSchema } from "../shadow/loadSchema.ts";
import type { SchemaScript } from "../shadow/schemaScript.ts";
import type { ShadowDatabase, ShadowServer } from "../shadow/shadowServer.ts";
import { renderLive, rolesOf } from "./renderLive.ts";

/** One side of a comparison: files of SQL, or the catalog of a live database. */
export type SchemaSide =
  | { readonly kind: "files"; readonly label: string; readonly script: SchemaScript }
  | { readonly kind: "live"; readonly label: string; readonly catalog: Catalog };

/** A side as the shadow holds it; the text of both sides is then printed by the same Postgres. */
export interface LoadedSide extends LoadReport {
  readonly database: ShadowDatabase;
  readonly catalog: Catalog;
}

/** Roles that a side speaks of; they belong to the server, and no migration creates them. */
export function rolesOfSide(side: SchemaSide): readonly string[] {
  return side.kind === "files" ? side.script.roles : rolesOf(side.catalog);
}

/**
 * Brings a side into an empty database of the shadow.
 * @param otherRoles roles of the other side, which a migration to it refers to.
 * @throws UserError when the files of a schema cannot be loaded.
 */
export async function loadSide(
  shadow: ShadowServer,
  side: SchemaSide,
  serverMajor: number,
  otherRoles: readonly string[],
  signal: AbortSignal,
): Promise<LoadedSide> {
  if (side.kind === "live") return await renderLive(shadow, side.catalog, serverMajor, otherRoles, signal);
  const database = await shadow.open(side.script, signal);
  await beLike(database, serverMajor);
  const roles = [...new Set([...side.script.roles, ...otherRoles])];
  const report = await loadSchema(database, { ...side.script, roles }, signal);
  return { ...report, database, catalog: await readCatalog(database, {}, signal) };
}

/** Before 15, everyone could create objects in the schema public, and its owner was the superuser. */
export async function beLike(database: ShadowDatabase, serverMajor: number): Promise<void> {
  if (serverMajor < 15)
    await database.run("alter schema public owner to current_user; grant create on schema public to public");
}
