import threads from "node:worker_threads";
import zlib from "node:zlib";

/**
 * undici asks for two functions while it loads that Node 20 does not have: one for decompressing answers, one for
 * objects of fetch that must not be sent to other threads. A load test does neither; stand-ins let undici load.
 */
if (!("createZstdDecompress" in zlib)) {
  Object.assign(zlib, {
    createZstdDecompress: () => {
      throw new Error("This version of Node does not know zstd.");
    },
  });
}
if (!("markAsUncloneable" in threads)) Object.assign(threads, { markAsUncloneable: () => undefined });
