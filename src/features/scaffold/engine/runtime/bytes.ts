/** `src/api/generated/bytes.ts`, without its header. */
export const bytesSource = `import type { IncomingMessage } from "node:http";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import rawBody from "raw-body";
import { ApiError } from "./errors.ts";

const decoders = { br: createBrotliDecompress, deflate: createInflate, gzip: createGunzip };

type Encoding = keyof typeof decoders;

/**
 * The bytes of a request's body, decompressed.
 * @param limit the most bytes that it may have, before and after
 * @throws an error with the status 413 above the limit, 415 for an unknown encoding, 400 when it is malformed
 */
export async function readBytes(req: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = (req.headers["content-encoding"] ?? "identity").toLowerCase();
  try {
    return encoding === "identity"
      ? await rawBody(req, { limit, length: req.headers["content-length"] ?? null })
      : await inflate(req, limit, encoding);
  } catch (error) {
    // The rest of the body has to be taken off the connection before the client reads the answer.
    req.resume();
    throw error;
  }
}

async function inflate(req: IncomingMessage, limit: number, encoding: string): Promise<Buffer> {
  if (!Object.hasOwn(decoders, encoding)) {
    throw new ApiError(415, "UNSUPPORTED_MEDIA_TYPE", "The encoding of the request body is not supported.");
  }
  const decoder = decoders[encoding as Encoding]();
  req.once("error", (error) => decoder.destroy(error));
  decoder.once("error", (error) => Object.assign(error, { status: 400 }));
  try {
    return await rawBody(req.pipe(decoder), { limit });
  } finally {
    req.unpipe(decoder);
    decoder.destroy();
  }
}
`;
