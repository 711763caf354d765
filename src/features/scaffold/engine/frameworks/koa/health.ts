/** `src/health.ts`. */
export const healthSource = `import { Router } from "@koa/router";
import type { Dependencies } from "./dependencies.ts";

export interface Health {
  readonly router: Router;
  /** From now on /readyz answers 503, so that no new requests are sent here. */
  drain(): void;
}

/** /livez: the process runs. /readyz: it can serve. Neither is part of the contract. */
export function createHealth(dependencies: Dependencies): Health {
  let draining = false;
  const router = new Router();
  router.get("/livez", (ctx) => {
    ctx.body = { status: "ok" };
  });
  router.get("/readyz", async (ctx) => {
    const ready = !draining && (await dependencies.isReady());
    ctx.status = ready ? 200 : 503;
    ctx.body = { status: ready ? "ok" : "unavailable" };
  });
  return {
    router,
    drain: () => {
      draining = true;
    },
  };
}
`;
