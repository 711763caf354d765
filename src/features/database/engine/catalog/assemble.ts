import { databaseObjects } from "./assemble/database.ts";
import { tableParts } from "./assemble/parts.ts";
import { relationObjects } from "./assemble/relations.ts";
import { typeObjects } from "./assemble/types.ts";
import { routineObjects } from "./assemble/routines.ts";
import { dependencyGraph } from "./assemble/dependencies.ts";
import { createRegistry } from "./assemble/registry.ts";
import type { CatalogRows } from "./assemble/rows.ts";
import type { Catalog, CatalogObject, ServerFacts } from "./model.ts";

/** Turns the rows of all families into objects with ids, and oids into edges between them. */
export function assemble(server: ServerFacts, rows: CatalogRows): Catalog {
  const registry = createRegistry(rows);
  const objects = [
    ...databaseObjects(rows, registry),
    ...typeObjects(rows),
    ...relationObjects(rows, registry),
    ...routineObjects(rows),
    ...tableParts(rows, registry),
  ];
  return {
    server,
    objects: new Map(objects.map((object): [string, CatalogObject] => [object.id, object])),
    dependencies: dependencyGraph(rows, registry),
    unmodelled: [...rows.unmodelled, ...registry.orphans],
  };
}
