import { UserError } from "../../../../shared/userError.ts";
import type { Notes } from "../notes.ts";
import type { Dialect } from "./dialect.ts";
import type { Documents, Node } from "./documents.ts";
import { child } from "./documents.ts";
import type { OperationSite } from "./readOperations.ts";
import { isObject, stringAt, stringsAt, valueAt } from "./value.ts";

/** How a client proves who it is. OAuth 2 and OpenID Connect come down to a bearer token for the service. */
export type SecurityKind =
  | { readonly kind: "bearer" }
  | { readonly kind: "basic" }
  | { readonly kind: "apiKey"; readonly in: ApiKeyPlace; readonly parameter: string }
  /** Nothing that can be verified from the contract alone: client certificates, digest, names without a scheme. */
  | { readonly kind: "request"; readonly what: string };

export type ApiKeyPlace = "header" | "query" | "cookie";

export interface SecurityScheme {
  /** As the contract calls it. */
  readonly name: string;
  readonly description?: string | undefined;
  readonly scheme: SecurityKind;
}

/** One way to be let in: all of these schemes, each with all of its scopes. Empty: let in without credentials. */
export type SecurityRequirement = readonly {
  readonly scheme: string;
  readonly scopes: readonly string[];
}[];

/**
 * The ways into an operation, of which one is enough; empty when everyone is let in. An operation's own `security`
 * replaces the document's (OpenAPI, Operation Object).
 * @throws UserError when `security` is not a list of requirements
 */
export function readRequirements(
  { operation }: OperationSite,
  root: Node,
  documents: Documents,
): readonly SecurityRequirement[] {
  const own = child(operation, "security");
  const node = own.value === undefined ? child(root, "security") : own;
  if (node.value === undefined || node.value === null) return [];
  if (!Array.isArray(node.value) || !node.value.every(isObject)) {
    throw new UserError(
      `${documents.nameOf(node)}: security is not a list of requirements; write one such as "- bearerAuth: []".`,
    );
  }
  const requirements = node.value.map((requirement) =>
    Object.keys(requirement).map((scheme) => ({ scheme, scopes: stringsAt(requirement, scheme) })),
  );
  return requirements.every((requirement) => requirement.length === 0) ? [] : requirements;
}

/** The schemes that requirements name, in the order in which they do. */
export function readSecuritySchemes(
  requirements: readonly SecurityRequirement[],
  root: Node,
  dialect: Dialect,
  documents: Documents,
  notes: Notes,
): readonly SecurityScheme[] {
  const names = new Set(requirements.flat().map(({ scheme }) => scheme));
  const declared =
    dialect === "2.0"
      ? child(root, "securityDefinitions")
      : child(child(root, "components"), "securitySchemes");
  return [...names].map((name) => {
    const node = documents.follow(child(declared, name));
    const scheme = kindOf(node.value);
    if (scheme.kind === "request")
      notes.add("The service does not start until src/security verifies these schemes", name);
    return { name, description: stringAt(node.value, "description"), scheme };
  });
}

function kindOf(value: unknown): SecurityKind {
  const type = stringAt(value, "type")?.toLowerCase();
  const httpScheme = type === "http" ? stringAt(value, "scheme")?.toLowerCase() : undefined;
  if (type === "oauth2" || type === "openidconnect" || httpScheme === "bearer") return { kind: "bearer" };
  if (type === "basic" || httpScheme === "basic") return { kind: "basic" };
  if (type === "apikey") return apiKeyKind(value);
  return { kind: "request", what: httpScheme ?? type ?? "a scheme that the contract does not describe" };
}

function apiKeyKind(value: unknown): SecurityKind {
  const place = (["header", "query", "cookie"] as const).find((name) => name === valueAt(value, "in"));
  const parameter = stringAt(value, "name");
  return place === undefined || parameter === undefined
    ? { kind: "request", what: "an API key without a place" }
    : { kind: "apiKey", in: place, parameter };
}
