import { join } from "node:path";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./server.ts";

/** Entry of the language server: `--stdio`, or IPC when an editor forks it. */
startServer(createConnection(ProposedFeatures.all), join(__dirname, "lintWorker.js"));
