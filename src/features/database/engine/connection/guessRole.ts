import { isSocket, type ConnectionRole } from "./target.ts";

const hints: readonly (readonly [ConnectionRole, RegExp])[] = [
  ["staging", /(?:^|[^a-z])(?:stag(?:e|ing)?|stg|uat|qa|preview|pre-?prod(?:uction)?)(?![a-z])/i],
  ["production", /(?:^|[^a-z])(?:prod(?:uction)?|prd|live|master|primary)(?![a-z])/i],
  ["development", /(?:^|[^a-z])(?:dev(?:elop(?:ment)?)?|local|test(?:ing)?|ci|sandbox|demo)(?![a-z])/i],
];
const local = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|host\.docker\.internal)$/i;

/**
 * Guesses what a database is used for from what it is called. On this machine it is for development; elsewhere, a
 * name that says nothing is taken for production, which errs on the safe side.
 */
export function guessRole(place: {
  readonly host?: string;
  readonly database?: string;
  readonly name?: string;
}): ConnectionRole {
  const { host = "localhost", database = "", name = "" } = place;
  const said = hints.find(([, hint]) => [name, host, database].some((text) => hint.test(text)))?.[0];
  if (said !== undefined) return said;
  return local.test(host) || isSocket(host) ? "development" : "production";
}
