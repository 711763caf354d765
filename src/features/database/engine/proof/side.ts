import { readCatalog } from "../catalog/readCatalog.ts";
import type { Catalog } from "../catalog/model.ts";
import type { Migration } from "../migrations/migration.ts";
import { type LoadReport, loadSchema } from "../shadow/loadSchema.ts";
import { extensionOf, type SchemaScript } from "../shadow/schemaScript.ts";
import type { ExtensionRequest, ShadowDatabase, ShadowServer } from "../shadow/shadowServer.ts";
import { extensionsOf, renderLive, rolesOf } from "./renderLive.ts";

/** One side of a comparison: files of SQL, or the catalog of a live database. */
export type SchemaSide =
  | { readonly kind: "files"; readonly label: string; readonly script: SchemaScript }
  | { readonly kind: "live"; readonly label: string; readonly catalog: Catalog };

/** A side as the shadow holds it; the text of both sides is then printed by the same Postgres. */
export interface LoadedSide extends LoadReport {
  readonly database: ShadowDatabase;
  readonly catalog: Catalog;
}

/** What has to be on a server before a schema is loaded, or a migration to it runs. */
export interface ServerNeeds {
  /** They belong to the server, and no migration creates them. */
  readonly roles: readonly string[];
  /** To be available; CREATE EXTENSION is left to the schema. */
  readonly extensions: readonly ExtensionRequest[];
}

/** What a side speaks of and does not bring along. */
export function needsOfSide(side: SchemaSide): ServerNeeds {
  return side.kind === "files"
    ? side.script
    : { roles: rolesOf(side.catalog), extensions: extensionsOf(side.catalog) };
}

/** Extensions that a migration creates; a role that it refers to has to be there already. */
export function needsOfMigration({ up, down = [] }: Migration): ServerNeeds {
  const statements = [...up, ...down].flatMap((step) => step.statements);
  return { roles: [], extensions: statements.flatMap((statement) => extensionOf(statement) ?? []) };
}

/**
 * Brings a side into an empty database of the shadow.
 * @param other what the other side needs, and so a migration to it.
 * @throws UserError when the files of a schema cannot be loaded.
 */
export async function loadSide(
  shadow: ShadowServer,
  side: SchemaSide,
  serverMajor: number,
  other: ServerNeeds,
  signal: AbortSignal,
): Promise<LoadedSide> {
  if (side.kind === "live") return await renderLive(shadow, side.catalog, serverMajor, other, signal);
  const database = await shadow.open(
    { extensions: united(side.script.extensions, other.extensions) },
    signal,
  );
  await beLike(database, serverMajor);
  const roles = [...new Set([...side.script.roles, ...other.roles])];
  const report = await loadSchema(database, { ...side.script, roles }, signal);
  return { ...report, database, catalog: await readCatalog(database, {}, signal) };
}

/** Before 15, everyone could create objects in the schema public, and its owner was the superuser. */
export async function beLike(database: ShadowDatabase, serverMajor: number): Promise<void> {
  if (serverMajor < 15)
    await database.run("alter schema public owner to current_user; grant create on schema public to public");
}

/** Extensions of both, each once; the version that the first names is the one that counts. */
export function united(
  own: readonly ExtensionRequest[],
  other: readonly ExtensionRequest[],
): readonly ExtensionRequest[] {
  return [...new Map([...other, ...own].map((request) => [request.name, request])).values()];
}
