import { UserError } from "../../../../shared/userError.ts";
import type { Documents } from "./documents.ts";
import { listAt, stringAt, stringsAt, valueAt } from "./json.ts";
import type { OperationPlace } from "./operations.ts";

/**
 * The base URL of an operation without a slash at its end: the first server of the operation, its path or the
 * document (variables at their defaults), or host and basePath of 2.0.
 * @param given what takes its place; without a path of its own ("http://localhost:3000") it keeps that of the server
 * @throws UserError when the description names no host
 */
export async function serverUrl(
  { operation, pathItem }: OperationPlace,
  documents: Documents,
  given: string | undefined,
): Promise<string> {
  const root = await documents.root();
  const described = swaggerUrl(root.value) ?? firstServer([operation.value, pathItem.value, root.value]);
  const isOrigin = given !== undefined && /^[a-z]+:\/\/[^/?#]*$/i.test(given);
  const written = isOrigin ? given + pathOf(described) : (given ?? described);
  if (!URL.canParse(written) || !/^https?:$/.test(new URL(written).protocol)) {
    const said = written === "" || written === "/" ? "names no server" : `names "${written}" for a server`;
    throw new UserError(`The description ${said}; say where it runs: --server http://localhost:3000.`);
  }
  return written.replace(/[?#].*$/, "").replace(/\/+$/, "");
}

function pathOf(url: string): string {
  return url.startsWith("/") ? url : URL.canParse(url) ? new URL(url).pathname : "";
}

function firstServer(owners: readonly unknown[]): string {
  for (const owner of owners) {
    const servers = listAt(owner, "servers");
    const urls = servers.map(urlOf);
    // A path that runs on this machine is what people mean; production is what they name first.
    const chosen = urls.find((url) => /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(url)) ?? urls[0];
    if (chosen !== undefined) return chosen;
  }
  return "";
}

function urlOf(server: unknown): string {
  return (stringAt(server, "url") ?? "").replace(/\{([^}]*)\}/g, (_, name: string) => {
    const value = valueAt(valueAt(valueAt(server, "variables"), name), "default");
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  });
}

function swaggerUrl(root: unknown): string | undefined {
  if (valueAt(root, "swagger") === undefined) return undefined;
  const host = stringAt(root, "host");
  const scheme = stringsAt(root, "schemes").find((name) => name === "https" || name === "http") ?? "http";
  const path = stringAt(root, "basePath") ?? "";
  return host === undefined ? path : `${scheme}://${host}${path}`;
}
