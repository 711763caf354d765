import { exportSPKI, generateKeyPair, SignJWT } from "jose";

/** A bearer token, and the settings of a scaffolded service that accepts it. */
export interface Token {
  readonly token: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Makes a key pair and a token that is signed with it and valid for a few minutes. */
export async function createToken(): Promise<Token> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "RS256" })
    .setSubject("tester")
    .setIssuer("issuer")
    .setAudience("service")
    .setExpirationTime("10m")
    .sign(privateKey);
  return {
    token,
    environment: {
      JWT_ISSUER: "issuer",
      JWT_AUDIENCE: "service",
      JWT_PUBLIC_KEY: await exportSPKI(publicKey),
    },
  };
}
