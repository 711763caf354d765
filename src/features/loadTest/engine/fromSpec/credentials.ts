import type { Documents } from "./documents.ts";
import { isObject, listAt, stringAt, valueAt } from "./json.ts";
import type { OperationPlace } from "./operations.ts";

/** What an operation's security adds to a request. */
export interface Credentials {
  readonly headers: readonly (readonly [string, string])[];
  readonly query: readonly (readonly [string, string])[];
  readonly cookies: readonly (readonly [string, string])[];
}

/** A credential that an operation asks for and nobody gave. */
export interface MissingCredential {
  /** Name of the security scheme. */
  readonly scheme: string;
  /** The environment variable that is read for it. */
  readonly variable: string;
  /** What to put there: "a bearer token". */
  readonly what: string;
}

export interface CredentialsResult {
  readonly credentials: Credentials;
  /** Empty when the operation is public, or everything it asks for was given. */
  readonly missing: readonly MissingCredential[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const none: Credentials = { headers: [], query: [], cookies: [] };

/** The environment variable of a security scheme: bearerAuth → SENIOR_BACKEND_BEARER_AUTH. */
export function variableOf(scheme: string): string {
  const words = scheme.replace(/([a-z\d])([A-Z])/g, "$1_$2").replace(/[^A-Za-z\d]+/g, "_");
  return `SENIOR_BACKEND_${words.toUpperCase()}`;
}

/**
 * The credentials of an operation, from environment variables alone: of its security alternatives, the first for
 * which everything is there. Nothing is made up.
 * @param given names of headers that the caller sets anyway, in lower case: they satisfy what would stand there
 */
export async function credentialsFor(
  { operation }: OperationPlace,
  documents: Documents,
  environment: Environment,
  given: ReadonlySet<string>,
): Promise<CredentialsResult> {
  const root = await documents.root();
  const security = valueAt(operation.value, "security") ?? valueAt(root.value, "security");
  const alternatives = (Array.isArray(security) ? (security as readonly unknown[]) : []).filter(isObject);
  const results: CredentialsResult[] = [];
  for (const alternative of alternatives)
    results.push(await satisfy(Object.keys(alternative), documents, environment, given));
  return (
    results.find(({ missing }) => missing.length === 0) ?? results[0] ?? { credentials: none, missing: [] }
  );
}

async function satisfy(
  schemes: readonly string[],
  documents: Documents,
  environment: Environment,
  given: ReadonlySet<string>,
): Promise<CredentialsResult> {
  const root = await documents.root();
  const components = await documents.child(await documents.child(root, "components"), "securitySchemes");
  const definitions =
    components.value === undefined ? await documents.child(root, "securityDefinitions") : components;
  let credentials = none;
  const missing: MissingCredential[] = [];
  for (const scheme of schemes) {
    const { value } = await documents.child(definitions, scheme);
    const variable = variableOf(scheme);
    const secret = environment[variable];
    const slot = slotOf(value);
    if (slot === undefined || (slot.in === "header" && given.has(slot.name.toLowerCase()))) continue;
    if (secret === undefined || secret === "") missing.push({ scheme, variable, what: slot.what });
    else credentials = add(credentials, slot, secret);
  }
  return { credentials, missing };
}

/** Where a credential stands in a request, and how it is written there. */
interface Slot {
  readonly in: "header" | "query" | "cookie";
  readonly name: string;
  readonly what: string;
  readonly write: (secret: string) => string;
}

/** Undefined for what a request does not carry: mutual TLS, and schemes that nobody described. */
function slotOf(scheme: unknown): Slot | undefined {
  const type = stringAt(scheme, "type") ?? "";
  const authorization = { in: "header", name: "Authorization" } as const;
  const bearer = { ...authorization, what: "a bearer token", write: (secret: string) => `Bearer ${secret}` };
  if (type === "apiKey") {
    const location = stringAt(scheme, "in");
    const name = stringAt(scheme, "name") ?? "";
    const where = location === "query" || location === "cookie" ? location : "header";
    return { in: where, name, what: "the API key", write: (secret) => secret };
  }
  const basic = {
    ...authorization,
    what: "user:password",
    write: (secret: string) => `Basic ${Buffer.from(secret).toString("base64")}`,
  };
  if (type === "basic") return basic;
  if (type === "oauth2" || type === "openIdConnect") return bearer;
  if (type !== "http") return undefined;
  const name = (stringAt(scheme, "scheme") ?? "bearer").toLowerCase();
  if (name === "basic") return basic;
  if (name === "bearer") return bearer;
  return { ...authorization, what: `the ${name} credentials`, write: (secret) => `${name} ${secret}` };
}

function add(credentials: Credentials, slot: Slot, secret: string): Credentials {
  const pair = [slot.name, slot.write(secret)] as const;
  if (slot.in === "query") return { ...credentials, query: [...credentials.query, pair] };
  if (slot.in === "cookie") return { ...credentials, cookies: [...credentials.cookies, pair] };
  return { ...credentials, headers: [...credentials.headers, pair] };
}

/** Tells whether an operation asks for credentials without leaving a choice. */
export async function needsCredentials(
  { operation }: OperationPlace,
  documents: Documents,
): Promise<boolean> {
  const root = await documents.root();
  const own = valueAt(operation.value, "security") === undefined ? root.value : operation.value;
  const alternatives = listAt(own, "security").filter(isObject);
  return alternatives.length > 0 && alternatives.every((alternative) => Object.keys(alternative).length > 0);
}
