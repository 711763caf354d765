import type { DriverGroup } from "../worker/driver.ts";
import type { GroupParts } from "../worker/groupParts.ts";
import { createRequestSource } from "./encodeRequest.ts";
import { HeadMemo } from "./headMemo.ts";
import { RawLane } from "./rawLane.ts";

const readBytes = 64 * 1024;
/** Bytes are read into it and used up before the next read begins, so one serves all connections of a worker. */
const shared = new Uint8Array(readBytes);
// Windows may hold a buffer while a read is pending.
const buffer = process.platform === "win32" ? () => new Uint8Array(readBytes / 4) : () => shared;

/** A target's connections. @throws UserError when a request cannot be encoded */
export function createRawGroup({ job, target, index, ...parts }: GroupParts): DriverGroup {
  const { keepAlive, connectTimeout, requestTimeout, caps } = job.plan;
  const options = {
    ...parts,
    buffer,
    memo: new HeadMemo(),
    source: createRequestSource(target, keepAlive, job.share),
    ...{ keepAlive, connectTimeout, requestTimeout, responseBytes: caps.responseBytes },
  };
  const lanes = Array.from({ length: job.lanes }, () => new RawLane(index, options));
  const { recorder, samples } = parts;
  return { lanes, recorder, samples, meter: () => undefined, close: () => undefined };
}
