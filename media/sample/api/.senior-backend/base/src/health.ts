import { Router } from "express";
import type { Dependencies } from "./dependencies.ts";

export interface Health {
  readonly router: Router;
  /** From now on /readyz answers 503, so that no new requests are sent here. */
  drain(): void;
}

/** /livez: the process runs. /readyz: it can serve. Neither is part of the contract. */
export function createHealth(dependencies: Dependencies): Health {
  let draining = false;
  const router = Router();
  router.get("/livez", (_req, res) => {
    res.json({ status: "ok" });
  });
  router.get("/readyz", async (_req, res) => {
    const ready = !draining && (await dependencies.isReady());
    res.status(ready ? 200 : 503).json({ status: ready ? "ok" : "unavailable" });
  });
  return {
    router,
    drain: () => {
      draining = true;
    },
  };
}
