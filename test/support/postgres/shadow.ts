import { readFile } from "node:fs/promises";
import { shadowCluster } from "../../../scripts/shadowCluster.mjs";
import { pgliteShadow } from "../../../src/features/database/engine/shadow/pgliteShadow.ts";
import type { ShadowServer } from "../../../src/features/database/engine/shadow/shadowServer.ts";

/** The shadow as it ships: with the cluster that was made when it was built, which saves seconds. */
export function builtShadow(): ShadowServer {
  return pgliteShadow(async () => new Blob([await readFile(await shadowCluster())]));
}
