import type { SecurityRequirement } from "../contract/security.ts";
import type { Service } from "../model/service.ts";
import type { NamedSecurityScheme } from "../names/nameSecurity.ts";
import { docComment } from "../print/comment.ts";
import { propertyKey, stringLiteral, valueLiteral } from "../print/escape.ts";
import type { Code } from "../print/layout.ts";
import { list, objectLiteral, print } from "../print/layout.ts";
import { verifierFile } from "../security/verifierFile.ts";
import { jwtSource } from "../security/jwt.ts";
import type { OutputFile } from "./sourceFile.ts";
import { generatedHeader, Imports } from "./sourceFile.ts";

/**
 * What keeps uninvited guests out: the table of schemes, the registry that imports their verifiers, and one verifier
 * a scheme, written once, then its reader's own.
 */
export function securityFiles(service: Service): readonly OutputFile[] {
  const { securitySchemes: schemes, contractPath } = service;
  const generated = (name: string, text: string): OutputFile => ({
    path: `src/api/generated/${name}`,
    zone: "generated",
    contents: generatedHeader(contractPath) + text,
  });
  return [
    generated("security.ts", schemesText(schemes)),
    generated("verifiers.ts", registryText(schemes)),
    ...schemes.map((scheme): OutputFile => verifierFile(scheme)),
    ...(needsJwt(service)
      ? [{ path: "src/security/jwt.ts", zone: "yours", contents: jwtSource, mergeable: true } as const]
      : []),
  ];
}

/** Whether a scheme's tokens are JWTs, and the service needs the library that verifies them. */
export function needsJwt({ securitySchemes }: Service): boolean {
  return securitySchemes.some(({ scheme }) => scheme.kind === "bearer");
}

/** The `security` entry of a route, in the contract's own notation: `[{ bearerAuth: ["orders:read"] }, {}]`. */
export function requirementsCode(requirements: readonly SecurityRequirement[]): Code {
  const alternatives = requirements.map((requirement): Code =>
    requirement.length === 0
      ? "{}"
      : objectLiteral(
          requirement.map(({ scheme, scopes }) => `${propertyKey(scheme)}: ${valueLiteral(scopes)}`),
        ),
  );
  return list("[", alternatives, "]");
}

const verifierTypes = {
  bearer: "BearerVerifier",
  basic: "BasicVerifier",
  apiKey: "ApiKeyVerifier",
  request: "RequestVerifier",
} as const;

function schemesText(schemes: readonly NamedSecurityScheme[]): string {
  const imports = new Imports();
  imports.type("Principal", "./authorize.ts");
  imports.type("SecurityScheme", "./authorize.ts");
  const members = schemes.map(({ name, description, scheme }) => {
    const type = imports.type(verifierTypes[scheme.kind], "./authorize.ts");
    return `${indented(print([docComment(description)]))}  readonly ${propertyKey(name)}: ${type};\n`;
  });
  const entries = schemes.map(({ name, scheme }) => `  ${propertyKey(name)}: ${kindLiteral(scheme)},\n`);
  const verifiers =
    members.length === 0
      ? "export type Verifiers = object;"
      : `export interface Verifiers {\n${members.join("")}}`;
  const names = members.length === 0 ? "never" : "keyof Verifiers";
  return `${imports.print()}
/** What verifies the credentials of each security scheme that operations ask for. */
${verifiers}

export type SchemeName = ${names};

/** Who a request comes from, by the schemes that let it in; empty where the contract lets in everyone. */
export type Principals = { readonly [Name in SchemeName]?: Principal };

/** Where each scheme's credentials are in a request. */
export const securitySchemes: Readonly<Record<SchemeName, SecurityScheme>> = {${entries.length === 0 ? "" : `\n${entries.join("")}`}};
`;
}

function indented(text: string): string {
  return text === "" ? "" : text.trimEnd().replace(/^/gm, "  ") + "\n";
}

function kindLiteral(scheme: NamedSecurityScheme["scheme"]): string {
  return scheme.kind === "apiKey"
    ? `{ kind: "apiKey", in: ${stringLiteral(scheme.in)}, name: ${stringLiteral(scheme.parameter)} }`
    : `{ kind: ${stringLiteral(scheme.kind)} }`;
}

function registryText(schemes: readonly NamedSecurityScheme[]): string {
  const imports = new Imports();
  imports.type("Logger", "pino");
  imports.type("Verifiers", "./security.ts");
  for (const { typeName, file } of schemes)
    imports.value(`createVerifier as create${typeName}`, `../../security/${file}.ts`);
  const members = schemes.map(
    ({ name, typeName }) => `    ${propertyKey(name)}: create${typeName}(environment, log),\n`,
  );
  const isUnused = schemes.length === 0 ? "_" : "";
  const literal = members.length === 0 ? "{}" : `{\n${members.join("")}  }`;
  return `${imports.print()}
/**
 * The verifiers of \`src/security\`, with their settings from the environment.
 * @throws when settings are wrong, or when a scheme has no verifier yet
 */
export function createVerifiers(
  ${isUnused}environment: Readonly<Record<string, string | undefined>>,
  ${isUnused}log: Logger,
): Verifiers {
  return ${literal};
}
`;
}
