import { readCatalog } from "../catalog/readCatalog.ts";
import type { Catalog } from "../catalog/model.ts";
import { type LoadReport, loadSchema } from "../shadow/loadSchema.ts";
import type { SchemaScript } from "../shadow/schemaScript.ts";
import type { ShadowDatabase, ShadowServer } from "../shadow/shadowServer.ts";
import { renderLive } from "./renderLive.ts";

/** One side of a comparison: files of SQL, or the catalog of a live database. */
export type SchemaSide =
  | { readonly kind: "files"; readonly label: string; readonly script: SchemaScript }
  | { readonly kind: "live"; readonly label: string; readonly catalog: Catalog };

/** A side as the shadow holds it; the text of both sides is then printed by the same Postgres. */
export interface LoadedSide extends LoadReport {
  readonly database: ShadowDatabase;
  readonly catalog: Catalog;
}

/**
 * Brings a side into an empty database of the shadow.
 * @throws UserError when the files of a schema cannot be loaded.
 */
export async function loadSide(
  shadow: ShadowServer,
  side: SchemaSide,
  serverMajor: number,
  signal: AbortSignal,
): Promise<LoadedSide> {
  if (side.kind === "live") return await renderLive(shadow, side.catalog, serverMajor, signal);
  const database = await shadow.open(side.script, signal);
  await beLike(database, serverMajor);
  const report = await loadSchema(database, side.script, signal);
  return { ...report, database, catalog: await readCatalog(database, {}, signal) };
}

/** Before 15, everyone could create objects in the schema public, and its owner was the superuser. */
export async function beLike(database: ShadowDatabase, serverMajor: number): Promise<void> {
  if (serverMajor < 15)
    await database.run("alter schema public owner to current_user; grant create on schema public to public");
}
