import type { ErrorKind } from "../result.ts";

/** Where a connection stood when it failed. */
export type Stage = "connecting" | "securing" | "open";

const generatorCodes = new Set(["EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOBUFS", "ENOMEM"]);
const dnsCodes = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA"]);

/** Why a request got no answer, from the error of its socket. */
export function errorKindOf(error: Error, stage: Stage): ErrorKind {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (generatorCodes.has(code)) return "generator";
  if (dnsCodes.has(code)) return "dns";
  if (stage === "connecting") return "connect";
  if (stage === "securing" || code.startsWith("ERR_TLS") || code.startsWith("ERR_SSL")) return "tls";
  return "reset";
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The server reset the connection.",
  EPIPE: "The server closed the connection while the request was being sent.",
  EMFILE: "This machine ran out of open files; raise the limit (ulimit -n) or use fewer connections.",
  EADDRNOTAVAIL: "This machine ran out of local ports; keep connections alive or use fewer.",
  EHOSTUNREACH: "There is no route to the server.",
  ENETUNREACH: "There is no route to the server.",
  ETIMEDOUT: "The connection was not answered.",
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: "The server does not speak this version of HTTP.",
};

/** What happened, in a sentence. */
export function errorSentence(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const known = sentences[code];
  if (known !== undefined) return known;
  const line = error.message.split("\n", 1)[0] ?? "";
  // OpenSSL tells where in its sources it stumbled, Node tells how it could be started.
  const text = (/:SSL routines:[^:]*:([^:]+)/.exec(line)?.[1] ?? line).replace(/; if the root CA .*/, "");
  return `${text.slice(0, 300)}${code === "" || text.includes(code) ? "" : ` (${code})`}.`;
}
