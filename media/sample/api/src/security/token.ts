import { createHash, timingSafeEqual } from "node:crypto";
import type { Verification } from "../api/generated/authorize.ts";

/**
 * One token for everyone, from API_TOKEN; without it everyone is a guest. Enough to see what a client without
 * credentials gets: a real service keeps the verifier that was scaffolded here, which asks for signed tokens.
 */
export function tokenVerifier(
  environment: Readonly<Record<string, string | undefined>>,
): (token: string) => Verification {
  const expected = environment["API_TOKEN"] ?? "";
  return (token) => {
    if (expected === "") return { subject: "guest", scopes: [] };
    return isSame(token, expected) ? { subject: "somebody with the token", scopes: [] } : undefined;
  };
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
