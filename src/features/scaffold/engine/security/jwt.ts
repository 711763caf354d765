/** `src/security/jwt.ts`: what the verifiers of bearer tokens share. */
export const jwtSource = `import { createRemoteJWKSet, errors, importSPKI, jwtVerify } from "jose";
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from "jose";
import type { Logger } from "pino";
import * as z from "zod";
import type { BearerVerifier, Principal } from "../api/generated/authorize.ts";

const text = z.string().min(1);

/** Who issues tokens, for whom, and the key that they are signed with: where to fetch it, or the key itself (PEM). */
const settings = z
  .object({
    JWT_ISSUER: text,
    JWT_AUDIENCE: text,
    JWT_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
    JWT_PUBLIC_KEY: text.optional(),
  })
  .refine(
    ({ JWT_JWKS_URL, JWT_PUBLIC_KEY }) => (JWT_JWKS_URL === undefined) !== (JWT_PUBLIC_KEY === undefined),
    {
      message: "set either JWT_JWKS_URL or JWT_PUBLIC_KEY",
    },
  );

const names = ["JWT_ISSUER", "JWT_AUDIENCE", "JWT_JWKS_URL", "JWT_PUBLIC_KEY"] as const;

/** Only this algorithm: a token does not get to choose. */
const algorithm = "RS256";

/**
 * Verifies signed JWTs: signature, issuer, audience, expiry. Without any settings nobody is let in.
 * @throws when the settings are incomplete or wrong
 */
export function jwtVerifier(
  environment: Readonly<Record<string, string | undefined>>,
  log: Logger,
): BearerVerifier {
  const given = Object.fromEntries(names.map((name) => [name, environment[name] || undefined]));
  if (Object.values(given).every((value) => value === undefined)) {
    log.warn(
      "bearer tokens cannot be verified: set JWT_ISSUER, JWT_AUDIENCE and JWT_JWKS_URL; until then nobody is let in",
    );
    return () => undefined;
  }
  const result = settings.safeParse(given);
  if (!result.success)
    throw new Error(\`The settings of bearer tokens are not valid.\\n\${z.prettifyError(result.error)}\`);
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = result.data;
  const getKey = keyOf(result.data);
  const options: JWTVerifyOptions = {
    issuer,
    audience,
    algorithms: [algorithm],
    clockTolerance: 5,
    requiredClaims: ["sub", "exp"],
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, getKey, options);
      return principalOf(payload);
    } catch (error) {
      if (isInvalidToken(error)) return undefined;
      throw error;
    }
  };
}

function keyOf({ JWT_JWKS_URL, JWT_PUBLIC_KEY }: z.output<typeof settings>): JWTVerifyGetKey {
  if (JWT_JWKS_URL !== undefined) return createRemoteJWKSet(new URL(JWT_JWKS_URL));
  const key = importSPKI((JWT_PUBLIC_KEY ?? "").replaceAll("\\\\n", "\\n"), algorithm);
  // Reported by the first request that needs it, rather than as an unhandled rejection.
  key.catch(() => undefined);
  return async () => await key;
}

/** The token's fault, in contrast to a key server that does not answer. */
function isInvalidToken(error: unknown): boolean {
  return (
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}

/** Scopes are one string in "scope" (RFC 8693), or a list in "scp". */
function principalOf(payload: JWTPayload): Principal {
  const { sub = "", scope, scp } = payload;
  const scopes = [scope, scp].flatMap((value) => {
    if (typeof value === "string") return value.split(" ").filter((word) => word !== "");
    return Array.isArray(value) ? value.map(String) : [];
  });
  return { subject: sub, scopes, claims: payload };
}
`;
