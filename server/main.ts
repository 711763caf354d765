import { Console } from "node:console";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { type Connection, createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { messageStream } from "./messageStream.ts";
import { startServer } from "./server.ts";

// Long texts are held for a long time here; what an edit leaves behind must not take as much room again.
setFlagsFromString("--heap-growing-percent=40");

/** Entry of the language server: `--stdio`, or IPC when an editor forks it. */
startServer(
  process.argv.includes("--stdio") ? connectionOverStdio() : createConnection(ProposedFeatures.all),
  join(__dirname, "lintWorker.js"),
);

function connectionOverStdio(): Connection {
  // Standard output is for messages only.
  globalThis.console = new Console(process.stderr);
  return createConnection(ProposedFeatures.all, process.stdin, messageStream(process.stdout));
}
