import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./server.ts";

// Long texts are held for a long time here; what an edit leaves behind must not take as much room again.
setFlagsFromString("--heap-growing-percent=40");

/** Entry of the language server: `--stdio`, or IPC when an editor forks it. */
startServer(createConnection(ProposedFeatures.all), join(__dirname, "lintWorker.js"));
