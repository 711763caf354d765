import { schemaObjectId } from "../catalog/ids.ts";
import type { ExplorerModel } from "../explorer/model.ts";
import type { CatalogFacts } from "./catalog.ts";

/** What a catalog that was read says of tables, for the linter. A name without a schema is looked for in public. */
export function catalogFacts(model: ExplorerModel): CatalogFacts {
  return {
    tableFacts({ schema = "public", name }) {
      const id = schemaObjectId("table", schema, name);
      const table = model.catalog.objects.get(id);
      const size = model.sizeOf(id);
      // Without statistics nobody knows how large it is, and that is told to nobody as zero rows.
      if (table?.kind !== "table" || size?.rows === undefined) return undefined;
      return {
        rows: size.rows,
        bytes: size.bytes,
        partitioned: table.partitionKey !== null,
        columns: table.columns.map((column) => ({
          name: column.name,
          type: column.type,
          notNull: !column.nullable,
        })),
        constraints: model.ofTable(id, "constraint"),
        indexes: model.ofTable(id, "index").map(({ name: index, unique, valid, keys }) => ({
          name: index,
          unique,
          valid,
          columns: keys.map(({ text, isExpression }) => (isExpression ? "" : text)),
        })),
      };
    },
  };
}
