import type { IncomingMessage } from "node:http";
import type { Verifiers } from "../servedRoutes.ts";

export type SentHeader = readonly [name: string, value: string];

/** Credentials that every scheme accepts: as a token, as a key, and as name and password. */
export const credentials = { every: "good:good" };

/** Credentials of somebody who is known and may do nothing in particular. */
export const unscoped = { every: "plain:plain" };

/** The security schemes and scopes of a contract, by name. */
export interface SecurityNames {
  readonly schemes: readonly string[];
  readonly scopes: readonly string[];
}

interface Principal {
  readonly subject: string;
  readonly scopes: readonly string[];
}

/** One verifier for all schemes, whatever they are called; "good" has all scopes. */
export function verifiersFor({ schemes, scopes }: SecurityNames): Verifiers {
  const verify = (credential: IncomingMessage | string): Principal | undefined => {
    const text = typeof credential === "string" ? credential : credentialOf(credential);
    if (text.includes("good")) return { subject: "good", scopes };
    return text.includes("plain") ? { subject: "plain", scopes: [] } : undefined;
  };
  return Object.fromEntries(schemes.map((name) => [name, verify]));
}

/** Of schemes whose credentials are not in one place. */
function credentialOf({ headers }: IncomingMessage): string {
  return `${headers.authorization ?? ""} ${String(headers["x-client-certificate"] ?? "")}`;
}
