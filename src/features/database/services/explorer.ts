import type { Catalog } from "../engine/catalog/model.ts";
import { readCatalog } from "../engine/catalog/readCatalog.ts";
import { sqlClient } from "../engine/connection/sqlClient.ts";
import { describeDdl } from "../engine/explorer/ddl.ts";
import { type ExplorerModel, explorerModel } from "../engine/explorer/model.ts";
import { previewQuery, selectStatement } from "../engine/explorer/previewRows.ts";
import { readSizes } from "../engine/explorer/sizes.ts";
import { treeChildren } from "../engine/explorer/tree.ts";
import type { ExplorerApi } from "../protocol.ts";
import type { Service, ServiceContext } from "./service.ts";

/** Catalogs of the user's connections: read once, kept until they are refreshed or the connection ends. */
export interface Catalogs {
  /**
   * The catalog of a connection, read unless it is known.
   * @throws UserError when the server cannot be reached; AbortError when the signal fires.
   */
  model(connectionId: string, signal: AbortSignal): Promise<ExplorerModel>;
  forget(connectionId: string): void;
}

export function createCatalogs({ sessions }: Pick<ServiceContext, "sessions">): Catalogs {
  const models = new Map<string, ExplorerModel>();
  const reading = new Map<string, Promise<ExplorerModel>>();

  async function read(id: string, signal: AbortSignal): Promise<ExplorerModel> {
    return await sessions.use(
      id,
      async (session) => {
        const client = sqlClient(session, signal);
        const catalog: Catalog = await readCatalog(client, {}, signal);
        return explorerModel(catalog, await readSizes(client));
      },
      signal,
    );
  }

  return {
    async model(id, signal) {
      const known = models.get(id);
      if (known) return known;
      // Whoever else asks meanwhile waits for the same reading, unless its first asker gave up.
      const others = await reading.get(id)?.catch(() => undefined);
      if (others) return others;
      const mine = read(id, signal);
      reading.set(id, mine);
      try {
        const model = await mine;
        if (reading.get(id) === mine) models.set(id, model);
        return model;
      } finally {
        if (reading.get(id) === mine) reading.delete(id);
      }
    },
    forget(id) {
      models.delete(id);
      reading.delete(id);
    },
  };
}

/** Most rows that one page of a preview may have. */
const maxRows = 1000;

/** What databases hold: the tree, DDL and rows. */
export function explorerService({ sessions, catalogs }: ServiceContext): Service<ExplorerApi> {
  return {
    handlers: {
      treeChildren: async ({ connectionId, ref, ...slice }, signal) =>
        treeChildren(await catalogs.model(connectionId, signal), ref, slice),
      refreshCatalog: (connectionId) => catalogs.forget(connectionId),
      serverFacts: async (connectionId, signal) => {
        const { server } = (await catalogs.model(connectionId, signal)).catalog;
        return server;
      },
      listTables: async (connectionId, signal) => {
        const { objects } = (await catalogs.model(connectionId, signal)).catalog;
        return [...objects.values()].flatMap((object) =>
          object.kind === "table" || object.kind === "view" || object.kind === "materializedView"
            ? [{ object: object.id, schema: object.schema, name: object.name }]
            : [],
        );
      },
      showDdl: async ({ connectionId, object }, signal) =>
        describeDdl(await catalogs.model(connectionId, signal), object),
      selectStatement: async ({ connectionId, object }, signal) =>
        selectStatement((await catalogs.model(connectionId, signal)).catalog, object),
      previewRows: async ({ connectionId, object, offset, limit }, signal) => {
        const { catalog } = await catalogs.model(connectionId, signal);
        const page = Math.min(Math.max(limit, 1), maxRows);
        // One row more than is shown tells whether there is a next page.
        const { sql, parameters, orderedBy } = previewQuery(catalog, object, page + 1, Math.max(offset, 0));
        const { columns, rows } = await sessions.use(
          connectionId,
          (session) => session.queryText(sql, parameters, signal),
          signal,
        );
        return {
          columns: columns.map(({ name }) => name),
          rows: rows.slice(0, page),
          hasMore: rows.length > page,
          ordered: orderedBy.length > 0,
        };
      },
    },
  };
}
