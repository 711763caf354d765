import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import pgpass from "pgpass";
import { type Environment, fromEnvironment } from "./environment.ts";
import { readService } from "./serviceFile.ts";
import type { ConnectionTarget, ResolvedTarget } from "./target.ts";

const socketFolders = ["/var/run/postgresql", "/tmp"];
const defaultPort = 5432;
/** Seconds. */
const defaultConnectTimeout = 10;

/**
 * Completes a target the way libpq does: what it says itself, its section of the service file, PG* variables,
 * defaults, and the password file last.
 * @throws UserError for a service that does not exist.
 */
export async function resolveTarget(
  target: ConnectionTarget,
  environment: Environment = process.env,
): Promise<ResolvedTarget> {
  const variables = fromEnvironment(environment);
  const serviceName = target.service ?? variables.service;
  const service = serviceName === undefined ? {} : await readService(serviceName, environment);
  const said: ConnectionTarget = { ...variables, ...service, ...target };
  const port = said.port ?? defaultPort;
  const user = said.user ?? userInfo().username;
  const resolved = {
    ...said,
    host: said.host ?? localSocket(port) ?? "localhost",
    port,
    user,
    database: said.database ?? user,
    sslmode: said.sslmode ?? "prefer",
    connectTimeout: said.connectTimeout ?? defaultConnectTimeout,
  };
  const password = resolved.password ?? (await fromPasswordFile(resolved));
  return password === undefined ? resolved : { ...resolved, password };
}

/** The directory of a server's socket on this machine, which libpq prefers to a network connection. */
function localSocket(port: number): string | undefined {
  return socketFolders.find((folder) => existsSync(join(folder, `.s.PGSQL.${port}`)));
}

/**
 * The password that PGPASSFILE or ~/.pgpass has for a server; undefined when it has none or is open to others.
 * Sockets of this machine are called localhost there.
 */
function fromPasswordFile({ host, port, user, database }: ResolvedTarget): Promise<string | undefined> {
  const name = socketFolders.includes(host) ? "localhost" : host;
  return new Promise((resolve) => pgpass({ host: name, port, user, database }, resolve));
}
