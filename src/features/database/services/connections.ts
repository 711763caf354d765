import { discoverConnections } from "../engine/connection/discovery/discover.ts";
import { guessRole } from "../engine/connection/guessRole.ts";
import { openSession } from "../engine/connection/openSession.ts";
import { parseConnectionText } from "../engine/connection/parseUrl.ts";
import { explorerLimits } from "../engine/connection/session.ts";
import type { ConnectionApi, ServerSummary } from "../protocol.ts";
import type { Service, ServiceContext } from "./service.ts";
import { targetToOpen } from "./targets.ts";

/** Finds connections, tests them and ends them. */
export function connectionService({ sessions, catalogs }: ServiceContext): Service<ConnectionApi> {
  return {
    handlers: {
      testConnection: async (target, signal): Promise<ServerSummary> => {
        const resolved = await targetToOpen(target);
        const session = await openSession(resolved, { access: "read-only", limits: explorerLimits }, signal);
        await session.close();
        const { database, user } = resolved;
        const { version, encrypted } = session;
        return { version, major: Number.parseInt(version, 10), database, user, encrypted };
      },
      disconnect: async (connectionId) => {
        catalogs.forget(connectionId);
        await sessions.disconnect(connectionId);
      },
      findConnections: (folders, signal) => discoverConnections(folders, process.env, signal),
      guessRole: (place) => guessRole(place),
      parseConnectionText: (text) => {
        const { password, ...parameters } = parseConnectionText(text);
        const role = guessRole(parameters);
        return { parameters, role, ...(password !== undefined && { password }) };
      },
    },
  };
}
