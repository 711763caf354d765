import type { Feature } from "../../host/host.ts";
import { DisposableStore } from "../../shared/disposable.ts";
import { createHealth } from "./host/advice/health.ts";
import { registerAdvice } from "./host/advice/register.ts";
import { registerCompare } from "./host/compare/register.ts";
import { createConnectionStore } from "./host/connectionStore.ts";
import { createDatabaseProcess } from "./host/databaseProcess.ts";
import { createDatabaseDocuments } from "./host/documents.ts";
import { registerExplorerCommands } from "./host/explorerCommands.ts";
import { decorateProduction } from "./host/productionDecoration.ts";
import { registerSqlLint } from "./host/sqlLint/register.ts";
import { DatabaseTree } from "./host/tree.ts";

/** Postgres: connections, what the databases hold, and what is served by the database process. */
export const database: Feature = {
  id: "database",
  activate(host) {
    const { extensionUri, log, secrets, memory, commands, server } = host;
    const parts = new DisposableStore();
    const ours = log.scope("database");
    const store = parts.add(createConnectionStore(secrets, memory));
    const process = parts.add(
      createDatabaseProcess({ extensionUri, log: ours, connectionTarget: (id) => store.target(id) }),
    );
    const health = parts.add(createHealth(process, store));
    const tree = parts.add(new DatabaseTree({ process, store, log: ours, health }));
    const documents = parts.add(createDatabaseDocuments(process, store));
    parts.add(decorateProduction());
    parts.add(registerSqlLint({ commands, process, store, log: ours }));
    parts.add(registerAdvice({ commands, process, store, health }));
    parts.add(registerCompare(host, { process, store, tree }));
    parts.add(registerExplorerCommands({ commands, process, store, tree, documents, server }));
    return parts;
  },
};
