import type { Logger } from "pino";
import type { ApiKeyVerifier } from "../api/generated/authorize.ts";
import { tokenVerifier } from "./token.ts";

/** Credentials of the security scheme "partnerKey". */
export function createVerifier(
  environment: Readonly<Record<string, string | undefined>>,
  _log: Logger,
): ApiKeyVerifier {
  return tokenVerifier(environment);
}
