import { UserError } from "../../../../shared/userError.ts";
import { type ConnectionTarget, type SslMode, sslModes } from "./target.ts";

const scheme = /^(?:postgres|postgresql|postgis|jdbc:postgresql)(?:\+\w+)?:\/\//i;

/** Whether a text looks like the URL of a Postgres database. */
export function isConnectionUrl(text: string): boolean {
  return scheme.test(text.trim());
}

/**
 * Reads a connection URL (postgres://user:password@host:port/database?sslmode=…) or libpq's keywords
 * (host=… dbname=…). Tolerates what people paste: quotes around it, passwords whose special characters are not
 * percent-encoded, parameters of other tools.
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
 * @throws UserError when it is neither; the text, which may hold a password, is not repeated.
 */
export function parseConnectionText(text: string): ConnectionTarget {
  const plain = text.trim().replace(/^(["'`])(.*)\1$/s, "$2");
  if (scheme.test(plain)) return parseUrl(plain.replace(scheme, ""));
  if (/^\s*\w+\s*=/.test(plain)) return fromKeywords(parseKeywords(plain));
  throw new UserError(
    "This is no connection URL; write it as postgres://user:password@host:5432/database, or as host=… dbname=….",
  );
}

function parseUrl(rest: string): ConnectionTarget {
  const { userInfo, location } = splitUserInfo(rest);
  const [, authority = "", path = "", query = ""] =
    /^([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(location) ?? [];
  const [user, password] = splitOnce(userInfo, ":");
  const keywords = new Map<string, string>();
  const [host, port] = hostAndPort(authority);
  setIfPresent(keywords, "host", decode(host));
  setIfPresent(keywords, "port", port);
  setIfPresent(keywords, "user", decode(user));
  setIfPresent(keywords, "password", decode(password ?? ""));
  setIfPresent(keywords, "dbname", decode(path));
  for (const [name, value] of new URLSearchParams(query)) setIfPresent(keywords, name, value);
  return fromKeywords(keywords);
}

/**
 * The last @ before the parameters ends the user information: passwords hold @, /, ? and # more often than what
 * follows them.
 */
function splitUserInfo(rest: string): { readonly userInfo: string; readonly location: string } {
  const query = rest.search(/\?[\w.-]+=[^?]*$/);
  const at = (query < 0 ? rest : rest.slice(0, query)).lastIndexOf("@");
  return { userInfo: rest.slice(0, Math.max(at, 0)), location: rest.slice(at + 1) };
}

/** The first of several hosts: libpq tries them in turn, one explorer looks at one server. */
function hostAndPort(authority: string): readonly [host: string, port: string] {
  const first = authority.split(",")[0] ?? "";
  const [, bracketed, plain = "", port = ""] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(first) ?? [];
  return [bracketed ?? plain, port];
}

/** libpq's `keyword = value` pairs; values may be quoted with ' and escape with \. */
function parseKeywords(text: string): Map<string, string> {
  const pair = /(\w+)\s*=\s*(?:'((?:\\.|[^'\\])*)'|((?:\\.|[^\s\\])*))/gs;
  return new Map(
    [...text.matchAll(pair)].map(([, name = "", quoted, bare = ""]) => [
      name,
      (quoted ?? bare).replaceAll(/\\(.)/gs, "$1"),
    ]),
  );
}

/** libpq's keywords as a target; keywords of other tools are left out. */
export function fromKeywords(keywords: ReadonlyMap<string, string>): ConnectionTarget {
  const read = (...names: readonly string[]) => names.map((name) => keywords.get(name)).find(Boolean);
  const sslmode = readSslMode(read("sslmode"), read("ssl"));
  return dropAbsent({
    host: read("host", "hostaddr"),
    port: readNumber(read("port")),
    user: read("user"),
    password: read("password"),
    database: read("dbname", "database"),
    service: read("service"),
    sslmode,
    sslrootcert: read("sslrootcert"),
    sslcert: read("sslcert"),
    sslkey: read("sslkey"),
    connectTimeout: readNumber(read("connect_timeout")),
    options: read("options"),
  });
}

/** `ssl=true` is how JDBC and node tools spell it. */
function readSslMode(mode: string | undefined, ssl: string | undefined): SslMode | undefined {
  const known = sslModes.find((name) => name === mode?.toLowerCase());
  if (mode !== undefined && known === undefined && mode !== "no-verify") {
    throw new UserError(`There is no sslmode “${mode}”; use one of ${sslModes.join(", ")}.`);
  }
  if (known) return known;
  return mode === "no-verify" || /^(?:true|1|require|no-verify)$/i.test(ssl ?? "") ? "require" : undefined;
}

function readNumber(text: string | undefined): number | undefined {
  const number = Number(text?.split(",")[0]);
  return text !== undefined && Number.isInteger(number) && number >= 0 && number <= 65_535
    ? number
    : undefined;
}

/** The same object without the properties that are undefined. */
export function dropAbsent<T extends object>(object: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}

function setIfPresent(keywords: Map<string, string>, name: string, value: string): void {
  if (value !== "") keywords.set(name, value);
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** A percent sign that starts no escape stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replaceAll(/(?:%[\da-f]{2})+/gi, (escapes) => decodeOr(escapes));
  }
}

function decodeOr(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes;
  }
}
