/** `src/api/generated/authorize.ts`, without its header. */
export const authorizeSource = `import type { IncomingMessage } from "node:http";
import { ApiError } from "./errors.ts";
import type { Route } from "./route.ts";
import { securitySchemes } from "./security.ts";
import type { Principals, Verifiers } from "./security.ts";

/** Who a request comes from, once a security scheme's credentials have been verified. */
export interface Principal {
  /** The user's or client's id. */
  readonly subject: string;
  /** Scopes or roles that it has. */
  readonly scopes: readonly string[];
  /** Whatever else is known: the claims of a token. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Nobody (undefined) when the credentials are not valid. What a verifier throws becomes a 500. */
export type Verification = Principal | undefined | Promise<Principal | undefined>;

export type BearerVerifier = (token: string) => Verification;
export type BasicVerifier = (name: string, password: string) => Verification;
export type ApiKeyVerifier = (key: string) => Verification;
/** Of schemes whose credentials are not in one place. */
export type RequestVerifier = (request: IncomingMessage) => Verification;

export type SecurityScheme =
  | { readonly kind: "bearer" | "basic" | "request" }
  | { readonly kind: "apiKey"; readonly in: "header" | "query" | "cookie"; readonly name: string };

/** Scopes by scheme, as the contract writes them: all of these schemes together let a request in. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

type SetHeader = (name: string, value: string | string[]) => unknown;

/** Lets a request in, or throws a 401 or a 403 after it has set \`WWW-Authenticate\`. */
export type Authorize = (request: IncomingMessage, setHeader: SetHeader) => Promise<Principals>;

/** @throws when an operation asks for a scheme that nothing verifies: better no service than an open one. */
export function createAuthorizer({ security = [], operation }: Route, verifiers: Verifiers): Authorize {
  const names = [...new Set(security.flatMap((requirement) => Object.keys(requirement)))];
  const guards = names.map((name) => guardOf(name, verifiers, operation));
  if (security.length === 0) return async () => ({});
  return async (request, setHeader) => {
    const found = await identify(guards, request);
    const principals = admit(security, found);
    if (principals !== undefined) return principals;
    throw refusal(security, guards, found, setHeader);
  };
}

interface Guard {
  readonly name: string;
  readonly scheme: SecurityScheme;
  readonly verify: (...credentials: readonly unknown[]) => Verification;
}

function guardOf(name: string, verifiers: Verifiers | undefined, operation: string): Guard {
  const scheme = Object.entries(securitySchemes as Readonly<Record<string, SecurityScheme>>).find(
    ([key]) => key === name,
  )?.[1];
  const verify = Object.entries(verifiers ?? {}).find(([key]) => key === name)?.[1] as
    Guard["verify"] | undefined;
  if (scheme === undefined || verify === undefined)
    throw new Error(\`\${operation} asks for the security scheme "\${name}", which nothing verifies.\`);
  return { name, scheme, verify };
}

interface Identity {
  /** Whether the request has credentials for this scheme at all. */
  readonly isClaimed: boolean;
  readonly principal: Principal | undefined;
}

type Identities = ReadonlyMap<string, Identity>;

async function identify(guards: readonly Guard[], request: IncomingMessage): Promise<Identities> {
  const identities = new Map<string, Identity>();
  for (const { name, scheme, verify } of guards) {
    const credentials = credentialsOf(scheme, request);
    const principal = credentials === undefined ? undefined : await verify(...credentials);
    identities.set(name, { isClaimed: credentials !== undefined, principal });
  }
  return identities;
}

/** The principals of the first requirement that is met; one that asks for nothing comes last. */
function admit(security: readonly SecurityRequirement[], found: Identities): Principals | undefined {
  const byNeed = [...security].sort((a, b) => Number(isEmpty(a)) - Number(isEmpty(b)));
  const met = byNeed.find((requirement) => isMet(requirement, found));
  if (met === undefined) return undefined;
  return Object.fromEntries(Object.keys(met).map((scheme) => [scheme, found.get(scheme)?.principal]));
}

function isEmpty(requirement: SecurityRequirement): boolean {
  return Object.keys(requirement).length === 0;
}

function isMet(requirement: SecurityRequirement, found: Identities): boolean {
  return Object.entries(requirement).every(([scheme, scopes]) => {
    const principal = found.get(scheme)?.principal;
    return principal !== undefined && scopes.every((scope) => principal.scopes.includes(scope));
  });
}

/** 403 when it is known who asks and only scopes are missing (RFC 6750, 3.1); otherwise 401 with what would help. */
function refusal(
  security: readonly SecurityRequirement[],
  guards: readonly Guard[],
  found: Identities,
  setHeader: SetHeader,
): ApiError {
  const known = security.find((requirement) =>
    Object.keys(requirement).every((scheme) => found.get(scheme)?.principal !== undefined),
  );
  if (known !== undefined) {
    const scopes = [...new Set(Object.values(known).flat())].join(" ");
    const isQuotable = /^[\\x21\\x23-\\x5B\\x5D-\\x7E ]+$/.test(scopes);
    setHeader(
      "WWW-Authenticate",
      \`Bearer error="insufficient_scope"\${isQuotable ? \`, scope="\${scopes}"\` : ""}\`,
    );
    return new ApiError(403, "FORBIDDEN", "The credentials do not allow this operation.");
  }
  setHeader("WWW-Authenticate", [
    ...new Set(guards.map(({ name, scheme }) => challenge(scheme, found.get(name)))),
  ]);
  return new ApiError(401, "UNAUTHORIZED", "The request needs valid credentials.");
}

/** What a client is asked for (RFC 9110, 11.6.1). Schemes without a registered name get a name of their own. */
function challenge(scheme: SecurityScheme, identity: Identity | undefined): string {
  switch (scheme.kind) {
    case "bearer":
      return identity?.isClaimed === true ? 'Bearer error="invalid_token"' : "Bearer";
    case "basic":
      return 'Basic realm="api", charset="UTF-8"';
    case "apiKey":
      return \`ApiKey in="\${scheme.in}", name="\${encodeURIComponent(scheme.name)}"\`;
    case "request":
      return "Credentials";
  }
}

/** What a scheme's verifier is called with; undefined when the request has nothing of the kind. */
function credentialsOf(scheme: SecurityScheme, request: IncomingMessage): readonly unknown[] | undefined {
  switch (scheme.kind) {
    case "bearer": {
      const token = authorizationOf(request, "bearer");
      return token === undefined ? undefined : [token];
    }
    case "basic":
      return basicCredentials(authorizationOf(request, "basic"));
    case "apiKey": {
      const key = keyOf(scheme.in, scheme.name, request);
      return key === undefined || key === "" ? undefined : [key];
    }
    case "request":
      return [request];
  }
}

function authorizationOf({ headers }: IncomingMessage, scheme: string): string | undefined {
  const match = /^([\\w-]+) +([^\\s,]+)\\s*$/.exec(headers.authorization ?? "");
  return match?.[1]?.toLowerCase() === scheme ? match[2] : undefined;
}

/** RFC 7617: "name:password" in base64; the name has no colon. */
function basicCredentials(encoded: string | undefined): readonly string[] | undefined {
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}

function keyOf(
  place: "header" | "query" | "cookie",
  name: string,
  request: IncomingMessage,
): string | undefined {
  if (place === "header") {
    const value = request.headers[name.toLowerCase()];
    return typeof value === "string" ? value : value?.[0];
  }
  if (place === "query") {
    const query = (request.url ?? "").split("?").slice(1).join("?");
    return new URLSearchParams(query).get(name) ?? undefined;
  }
  const pair = (request.headers.cookie ?? "").split(/; */).find((part) => part.startsWith(\`\${name}=\`));
  return pair?.slice(name.length + 1);
}
`;
