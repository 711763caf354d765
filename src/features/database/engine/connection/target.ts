/** What a database is used for; decides what is shown and what is refused. */
export type ConnectionRole = "development" | "staging" | "production";

/** The modes of libpq, weakest first. `allow` is treated as `prefer`. */
export const sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
export type SslMode = (typeof sslModes)[number];

/** Where a connection was found, and where it is read again each time that it is opened. */
export interface ConnectionOrigin {
  /** Absolute path of the file; absent: the environment of VS Code. */
  readonly file?: string;
  /** Variable or place in the file: "DATABASE_URL", "services.db", "datasource db". */
  readonly key: string;
}

/** How to reach a database. What is absent comes from the service file, PG* variables and libpq's defaults. */
export interface ConnectionParameters {
  /** Name, address, or directory of a Unix socket. */
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly database?: string;
  /** Section of the connection service file. */
  readonly service?: string;
  readonly sslmode?: SslMode;
  /** Paths of PEM files; `system` as root certificate: those that Node trusts. */
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
  /** Seconds. */
  readonly connectTimeout?: number;
  /** Settings for the session, as in libpq: "-c search_path=app". */
  readonly options?: string;
}

/** Parameters with their secret: crosses process boundaries, is never stored. */
export interface ConnectionTarget extends ConnectionParameters {
  readonly password?: string;
}

/** A target in which everything that a connection needs is known. */
export interface ResolvedTarget extends ConnectionTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly sslmode: SslMode;
  readonly connectTimeout: number;
}

/** How messages call a server: "db.example.com:5432", "/var/run/postgresql (port 5432)". Carries no secret. */
export function serverName({ host, port }: Pick<ResolvedTarget, "host" | "port">): string {
  return isSocket(host) ? `${host} (port ${port})` : `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Whether a host is the directory of a Unix socket. */
export function isSocket(host: string): boolean {
  return host.startsWith("/");
}
