import type { Feature } from "../../host/host.ts";
import { DisposableStore } from "../../shared/disposable.ts";
import { UserError } from "../../shared/userError.ts";
import { createDatabaseProcess } from "./host/databaseProcess.ts";

/** Postgres: connections, what the databases hold, and what is served by the database process. */
export const database: Feature = {
  id: "database",
  activate({ extensionUri, log }) {
    const parts = new DisposableStore();
    parts.add(
      createDatabaseProcess({
        extensionUri,
        log: log.scope("database"),
        connectionTarget: (id) => Promise.reject(new UserError(`There is no connection “${id}”.`)),
      }),
    );
    return parts;
  },
};
