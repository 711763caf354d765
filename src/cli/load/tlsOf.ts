import { resolve } from "node:path";
import type { TlsOptions } from "../../features/loadTest/engine/plan.ts";
import { readTextFile } from "../files.ts";
import type { LoadFlags } from "./flags.ts";

/** The TLS options of a command line, with certificates read; undefined when there are none. */
export async function tlsOf(flags: LoadFlags, signal: AbortSignal): Promise<TlsOptions | undefined> {
  const read = async (path: string | undefined) =>
    path === undefined ? undefined : await readTextFile(resolve(path), signal);
  const [ca, cert, key] = [await read(flags.ca), await read(flags.cert), await read(flags.key)];
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(flags.insecure && { insecure: true }),
  };
  return Object.keys(tls).length === 0 ? undefined : tls;
}
