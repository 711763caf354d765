import { openSession } from "../engine/connection/openSession.ts";
import { resolveTarget } from "../engine/connection/resolveTarget.ts";
import { explorerLimits } from "../engine/connection/session.ts";
import type { ConnectionApi, ServerSummary } from "../protocol.ts";
import type { Service, ServiceContext } from "./service.ts";

/** Tests connections and ends them. */
export function connectionService({ sessions }: ServiceContext): Service<ConnectionApi> {
  return {
    handlers: {
      testConnection: async (target, signal): Promise<ServerSummary> => {
        const resolved = await resolveTarget(target);
        const session = await openSession(resolved, { access: "read-only", limits: explorerLimits }, signal);
        await session.close();
        const { database, user } = resolved;
        const { version, encrypted } = session;
        return { version, major: Number.parseInt(version, 10), database, user, encrypted };
      },
      disconnect: (connectionId) => sessions.disconnect(connectionId),
    },
  };
}
