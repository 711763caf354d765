/** `src/api/generated/scope.ts`, without its header. */
export const scopeSource = `import type { ServerResponse } from "node:http";
import type { Logger } from "pino";

export interface RequestScope {
  readonly requestId: string;
  readonly log: Logger;
}

const scopes = new WeakMap<ServerResponse, RequestScope>();

/** Tells the routes below which id and which logger belong to a request. */
export function openScope(res: ServerResponse, scope: RequestScope): void {
  scopes.set(res, scope);
}

/** The id and the logger of a request. @throws when \`openScope\` was not called for it. */
export function scopeOf(res: ServerResponse): RequestScope {
  const scope = scopes.get(res);
  if (scope === undefined) throw new Error("The request has no scope: mount requestScope before the routes.");
  return scope;
}
`;
