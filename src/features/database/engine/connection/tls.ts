import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ConnectionOptions } from "node:tls";
import { UserError } from "../../../../shared/userError.ts";
import { isSocket, type ResolvedTarget, type SslMode } from "./target.ts";

/** What is tried, in this order, until a server accepts: TLS with these options, or none. */
export type TlsAttempt = ConnectionOptions | false;

/**
 * How libpq's sslmode turns into attempts. Sockets carry no TLS.
 * @see https://www.postgresql.org/docs/current/libpq-ssl.html
 * @throws UserError for a certificate or key that cannot be read.
 */
export async function tlsAttempts(target: ResolvedTarget): Promise<readonly TlsAttempt[]> {
  if (isSocket(target.host)) return [false];
  const { sslmode } = target;
  if (sslmode === "disable") return [false];
  if (sslmode === "allow" || sslmode === "prefer") return [await options(target, "require"), false];
  return [await options(target, sslmode)];
}

async function options(target: ResolvedTarget, mode: SslMode): Promise<ConnectionOptions> {
  const [ca, cert, key] = await Promise.all([
    target.sslrootcert === "system" ? undefined : readPem(target.sslrootcert, "root.crt"),
    readPem(target.sslcert, "postgresql.crt"),
    readPem(target.sslkey, "postgresql.key"),
  ]);
  // As in libpq: whoever hands a root certificate to `require` wants it to be checked.
  const verifies = mode === "verify-ca" || mode === "verify-full" || target.sslrootcert !== undefined;
  const verifiesName = mode === "verify-full" || target.sslrootcert === "system";
  return {
    rejectUnauthorized: verifies,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && key !== undefined && { cert, key }),
    ...(!verifiesName && { checkServerIdentity: () => undefined }),
  };
}

/** A file that was named must be there; the one in libpq's own folder may be. */
async function readPem(named: string | undefined, standard: string): Promise<string | undefined> {
  const file = named ?? join(homedir(), ".postgresql", standard);
  try {
    return await readFile(expandHome(file), "utf8");
  } catch {
    if (named === undefined) return undefined;
    throw new UserError(`The certificate file ${named} cannot be read; correct its path in the connection.`);
  }
}

function expandHome(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
