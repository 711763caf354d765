import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./setup/run.mjs";

/**
 * The empty database cluster that every shadow starts from, as an archive: made by the Postgres that ships, once for
 * each of its versions, since it takes seconds.
 * @returns {Promise<string>} the path of the archive
 */
export async function shadowCluster() {
  const { version } = JSON.parse(
    readFileSync(join(root, "node_modules/@electric-sql/pglite/package.json"), "utf8"),
  );
  const source = join(root, "src/features/database/engine/shadow/cluster.ts");
  const key = createHash("sha256").update(version).update(readFileSync(source)).digest("hex").slice(0, 16);
  const cache = join(root, "node_modules/.cache/senior-backend");
  const cached = join(cache, `shadowCluster-${key}.tar.gz`);
  if (existsSync(cached)) return cached;
  const module = join(cache, `cluster-${key}-${process.pid}.mjs`);
  await build({
    entryPoints: [source],
    outfile: module,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["@electric-sql/*"],
    logLevel: "error",
  });
  const { initialiseCluster } = await import(pathToFileURL(module).href);
  const cluster = await initialiseCluster("gzip");
  writeFileSync(`${cached}.${process.pid}`, Buffer.from(await cluster.arrayBuffer()));
  renameSync(`${cached}.${process.pid}`, cached);
  return cached;
}
