import { isAbort, UserError } from "../../../../shared/userError.ts";
import { type ResolvedTarget, serverName } from "./target.ts";

/** A failure of pg, Node's sockets or TLS: a message, and usually a code of five characters or a name. */
interface Failure {
  readonly code: string;
  readonly message: string;
}

type Sentence = (target: ResolvedTarget, failure: Failure) => string;

const unreachable: Sentence = (target) =>
  `No server answers at ${serverName(target)}; start it, or correct host and port of the connection.`;
const untrusted: Sentence = (target) =>
  `The certificate of ${serverName(target)} is not signed by an authority that is known; ` +
  "name its root certificate (sslrootcert), or use sslmode require.";
const lost: Sentence = (target) =>
  `The connection to ${serverName(target)} was lost; it is opened again with the next query.`;
const wrongPassword: Sentence = (target) =>
  `${serverName(target)} does not accept the password of “${target.user}”; edit the connection to change it.`;
const noPassword: Sentence = (target) =>
  `${serverName(target)} asks for a password of “${target.user}”; edit the connection to add it.`;

const clientCertificate =
  (reason: string): Sentence =>
  (target) =>
    `${serverName(target)} does not accept the client certificate: ${reason}; name another one (sslcert, sslkey).`;
const needsCertificate: Sentence = (target) =>
  `${serverName(target)} asks for a client certificate of “${target.user}”; name it in the connection (sslcert, sslkey).`;

const refusedRole: Sentence = (target, { message }) =>
  /no pg_hba.conf entry/.test(message)
    ? `${serverName(target)} lets “${target.user}” not in from here (pg_hba.conf)` +
      (/no encryption|SSL off/.test(message)
        ? " without TLS; use sslmode require."
        : "; ask its administrator.")
    : `${serverName(target)} refused “${target.user}”: ${firstLine(message)}.`;

/**
 * One sentence a kind of failure. Keys are SQLSTATEs and the codes of Node's sockets and TLS.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const sentences: Readonly<Record<string, Sentence>> = {
  ECONNREFUSED: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENOENT: unreachable,
  EACCES: (target) => `The socket of ${serverName(target)} may not be opened by this user; use a host name.`,
  ENOTFOUND: (target) => `There is no host “${target.host}”; correct the connection, or check the network.`,
  EAI_AGAIN: (target) => `The name “${target.host}” could not be looked up; check the network.`,
  ECONNRESET: lost,
  EPIPE: lost,
  ETIMEDOUT: (target) => noAnswer(target),
  CONNECT_TIMEOUT: (target) => noAnswer(target),
  "28P01": wrongPassword,
  NO_PASSWORD: noPassword,
  "28000": (target, failure) =>
    failure.message.includes("valid client certificate")
      ? needsCertificate(target, failure)
      : refusedRole(target, failure),
  "3D000": (target) =>
    `There is no database “${target.database}” on ${serverName(target)}; correct the connection.`,
  "42501": (_, { message }) => `The role may not read this: ${firstLine(message)}; ask for the privilege.`,
  "53300": (target) => `${serverName(target)} has no connection left; close others, or try again later.`,
  "57014": (_, { message }) =>
    message.includes("statement timeout")
      ? "The query took longer than the statement timeout of this connection and was stopped."
      : "The query was cancelled on the server.",
  "55P03": () => "The query waited for a lock longer than the lock timeout and was stopped; try again later.",
  "57P01": (target) => `${serverName(target)} ended the connection; it is opened again with the next query.`,
  "57P02": lost,
  "57P03": (target) => `${serverName(target)} is starting up or shutting down; try again in a moment.`,
  "25006": () => "The explorer reads only, and this statement would write.",
  "25P03": lost,
  CERT_HAS_EXPIRED: (target) =>
    `The certificate of ${serverName(target)} has expired; renew it on the server, or use sslmode require.`,
  CERT_NOT_YET_VALID: (target) =>
    `The certificate of ${serverName(target)} is not valid yet; check the clocks of both machines.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (target) =>
    `The certificate of ${serverName(target)} is for another host; connect by its name, or use sslmode verify-ca.`,
  // Alerts that a server ends a handshake with, by their number in TLS.
  ALERT_42: clientCertificate("it is damaged"),
  ALERT_44: clientCertificate("it was revoked"),
  ALERT_45: clientCertificate("it has expired"),
  ALERT_46: clientCertificate("it was issued for something else"),
  ALERT_48: clientCertificate("the server does not know the authority that signed it"),
  ALERT_116: needsCertificate,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  NO_TLS: (target) =>
    `${serverName(target)} offers no TLS; use sslmode prefer or disable if that is acceptable.`,
  LOST: lost,
};

function noAnswer(target: ResolvedTarget): string {
  return `${serverName(target)} did not answer within ${target.connectTimeout} s; check host, port and firewall.`;
}

/**
 * Turns what a connection or a query fails with into a UserError of one sentence. Cancellation and UserErrors pass
 * through. Server messages that are repeated are those about objects, never about credentials.
 */
export function explainError(error: unknown, target: ResolvedTarget): Error {
  if (isAbort(error) || UserError.is(error)) return error as Error;
  const failure = failureOf(error);
  const sentence = sentences[failure.code];
  if (sentence) return new UserError(sentence(target, failure));
  return new UserError(`${serverName(target)} answered: ${firstLine(failure.message)}.`);
}

/** The code that a failure goes by; pg reports some without one, in words. */
export function failureOf(error: unknown): Failure {
  if (error instanceof AggregateError && error.errors.length > 0) return failureOf(error.errors[0]);
  const { code, message } = error as Partial<Record<"code" | "message", unknown>>;
  const text = typeof message === "string" ? message : String(error);
  return { code: wordedCode(text) ?? (typeof code === "string" ? code : ""), message: text };
}

const worded: readonly (readonly [RegExp, string])[] = [
  [/password must be a (?:non-empty )?string|no password supplied/i, "NO_PASSWORD"],
  [/does not support SSL connections/i, "NO_TLS"],
  [/^timeout expired|timeout exceeded when trying to connect/i, "CONNECT_TIMEOUT"],
  [/^Connection terminated|not queryable|connection error|Client was closed/i, "LOST"],
];

function wordedCode(message: string): string | undefined {
  // OpenSSL and BoringSSL differ in all words but these.
  const [, alert] = /SSL alert number (\d+)/.exec(message) ?? [];
  if (alert !== undefined && sentences[`ALERT_${alert}`]) return `ALERT_${alert}`;
  return worded.find(([pattern]) => pattern.test(message))?.[1];
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/[.\s]+$/, "");
}
