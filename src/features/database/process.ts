import { type Channel, openChannel } from "../../shared/channel.ts";
import { processPort } from "../../shared/processPort.ts";
import type { DatabaseHostApi, DatabaseProcessApi } from "./protocol.ts";
import { createCatalogs } from "./services/explorer.ts";
import { createServices } from "./services/index.ts";
import { createSessions } from "./services/sessions.ts";

// The database process: forked by the extension on first use, ends with it.

const host: Pick<Channel<DatabaseHostApi>, "call"> = {
  call: (method, params, signal) => channel.call(method, params, signal),
};
const sessions = createSessions(host);
const services = createServices({ sessions, catalogs: createCatalogs({ sessions }), host });
const channel: Channel<DatabaseHostApi> = openChannel<DatabaseProcessApi, DatabaseHostApi>(
  processPort(process),
  services.handlers,
);

process.once("disconnect", () => {
  services.dispose();
  channel.dispose();
  void sessions.close().finally(() => process.exit(0));
});
