import type { Logger } from "pino";
import type { BearerVerifier } from "../api/generated/authorize.ts";
import { tokenVerifier } from "./token.ts";

/** Credentials of the security scheme "bearerAuth". */
export function createVerifier(
  environment: Readonly<Record<string, string | undefined>>,
  _log: Logger,
): BearerVerifier {
  return tokenVerifier(environment);
}
