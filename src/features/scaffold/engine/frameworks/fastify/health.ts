/** `src/health.ts`. */
export const healthSource = `import type { FastifyPluginCallback } from "fastify";
import type { Dependencies } from "./dependencies.ts";

export interface Health {
  readonly plugin: FastifyPluginCallback;
  /** From now on /readyz answers 503, so that no new requests are sent here. */
  drain(): void;
}

/** /livez: the process runs. /readyz: it can serve. Neither is part of the contract. */
export function createHealth(dependencies: Dependencies): Health {
  let draining = false;
  const unlimited = { config: { rateLimit: false } } as const;
  return {
    plugin(app, _, done) {
      app.get("/livez", unlimited, () => ({ status: "ok" }));
      app.get("/readyz", unlimited, async (_request, reply) => {
        const ready = !draining && (await dependencies.isReady());
        return await reply.code(ready ? 200 : 503).send({ status: ready ? "ok" : "unavailable" });
      });
      done();
    },
    drain: () => {
      draining = true;
    },
  };
}
`;
