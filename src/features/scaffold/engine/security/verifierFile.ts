import type { OutputFile } from "../files/sourceFile.ts";
import type { NamedSecurityScheme } from "../names/nameSecurity.ts";
import { commentText, stringLiteral } from "../print/escape.ts";

/** `security/<scheme>.ts`: verifies the credentials of one security scheme. */
export function verifierFile(scheme: NamedSecurityScheme): OutputFile {
  return {
    path: `src/security/${scheme.file}.ts`,
    zone: "yours",
    contents: sources[scheme.scheme.kind](scheme),
  };
}

const sources = { bearer, basic, apiKey, request };

function title({ name }: NamedSecurityScheme): string {
  return `the security scheme ${commentText(stringLiteral(name))}`;
}

function bearer(scheme: NamedSecurityScheme): string {
  return `import type { Logger } from "pino";
import type { BearerVerifier } from "../api/generated/authorize.ts";
import { jwtVerifier } from "./jwt.ts";

/** Bearer tokens of ${title(scheme)}: JWTs. Tokens of another kind are looked up here instead. */
export function createVerifier(
  environment: Readonly<Record<string, string | undefined>>,
  log: Logger,
): BearerVerifier {
  return jwtVerifier(environment, log);
}
`;
}

function apiKey(scheme: NamedSecurityScheme): string {
  const { setting } = scheme;
  return `import { createHash, timingSafeEqual } from "node:crypto";
import type { Logger } from "pino";
import type { ApiKeyVerifier } from "../api/generated/authorize.ts";

/** Keys of ${title(scheme)}: those in ${setting}, as "client:key" separated by commas. */
export function createVerifier(
  environment: Readonly<Record<string, string | undefined>>,
  log: Logger,
): ApiKeyVerifier {
  const clients = (environment["${setting}"] ?? "")
    .split(",")
    .filter((entry) => entry !== "")
    .map(parseClient);
  if (clients.length === 0)
    log.warn("API keys cannot be verified: set ${setting}; until then nobody is let in");
  return (key) => {
    const hash = hashOf(key);
    const client = clients.find((candidate) => timingSafeEqual(candidate.hash, hash));
    return client === undefined ? undefined : { subject: client.name, scopes: [] };
  };
}

interface Client {
  readonly name: string;
  readonly hash: Buffer;
}

function parseClient(entry: string): Client {
  const [name = "", ...key] = entry.trim().split(":");
  if (name === "" || key.join("").length < 16)
    throw new Error("${setting} is not a list of client:key pairs with keys of 16 characters or more.");
  return { name, hash: hashOf(key.join(":")) };
}

/** Hashes have one length, so that comparing them takes the same time whatever the key is. */
function hashOf(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
`;
}

function basic(scheme: NamedSecurityScheme): string {
  const { setting } = scheme;
  return `import { scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Logger } from "pino";
import type { BasicVerifier } from "../api/generated/authorize.ts";

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const hashLength = 32;

/**
 * Users of ${title(scheme)}: those in ${setting}, as "name:salt:hash" separated by commas.
 * Salt and hash are hexadecimal; .env.example says how to make them.
 */
export function createVerifier(
  environment: Readonly<Record<string, string | undefined>>,
  log: Logger,
): BasicVerifier {
  const users = (environment["${setting}"] ?? "")
    .split(",")
    .filter((entry) => entry !== "")
    .map(parseUser);
  if (users.length === 0)
    log.warn("passwords cannot be verified: set ${setting}; until then nobody is let in");
  const nobody = parseUser(\`nobody:00:\${"00".repeat(hashLength)}\`);
  return async (name, password) => {
    // Unknown names take as long as wrong passwords.
    const user = users.find((candidate) => candidate.name === name) ?? nobody;
    const hash = await derive(password, user.salt, hashLength);
    return timingSafeEqual(hash, user.hash) && user !== nobody ? { subject: name, scopes: [] } : undefined;
  };
}

interface User {
  readonly name: string;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

function parseUser(entry: string): User {
  const [name = "", salt = "", hash = ""] = entry.trim().split(":");
  const user = { name, salt: Buffer.from(salt, "hex"), hash: Buffer.from(hash, "hex") };
  if (name === "" || user.salt.length === 0 || user.hash.length !== hashLength)
    throw new Error(\`${setting} is not a list of name:salt:hash with hashes of \${hashLength} bytes.\`);
  return user;
}
`;
}

function request(scheme: NamedSecurityScheme): string {
  const { name, file, scheme: kind } = scheme;
  const what = kind.kind === "request" ? kind.what : "";
  const message = `Nothing verifies the security scheme ${stringLiteral(name)} (${what}) yet: write src/security/${file}.ts.`;
  return `import type { Logger } from "pino";
import type { RequestVerifier } from "../api/generated/authorize.ts";

/**
 * Verifies requests of ${title(scheme)} (${commentText(what)}). Return a function that tells who a request comes from; until
 * then the service does not start, since it would let in everyone or no one.
 */
export function createVerifier(
  _environment: Readonly<Record<string, string | undefined>>,
  _log: Logger,
): RequestVerifier {
  throw new Error(${stringLiteral(message)});
}
`;
}
