import type { Catalog, ObjectId } from "../catalog/model.ts";
import { diffCatalogs } from "../diff/diffCatalogs.ts";
import { planMigration } from "../plan/planMigration.ts";

/**
 * The statements that create an object as it is, with everything that belongs to it: for a table its indexes,
 * constraints, triggers, policies, comments and rights. Text to read; what it depends on is not in it.
 * @returns statements that end with semicolons, one below the other; empty for an id that the catalog does not hold
 */
export function describeDdl(catalog: Catalog, id: ObjectId): string {
  const object = catalog.objects.get(id);
  if (object === undefined) return "";
  const wanted = new Map(
    [...catalog.objects].filter(
      ([key, other]) =>
        key === id ||
        ("table" in other && other.table === id) ||
        (other.kind === "sequence" &&
          other.ownedBy?.startsWith(`${id.replace(/^table /, "column ")}.`) === true),
    ),
  );
  const empty: Catalog = { ...catalog, objects: new Map(), dependencies: new Map(), unmodelled: [] };
  const diff = diffCatalogs(empty, { ...catalog, objects: wanted });
  const { up } = planMigration(diff, { serverMajor: catalog.server.major, online: false });
  return up.steps.map(({ sql }) => `${sql};`).join("\n");
}
