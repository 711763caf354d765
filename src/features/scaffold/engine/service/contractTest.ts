/** `test/contract.test.ts`: every operation refuses what the contract refuses, and lets pass the rest. */
export const contractTestSource = `import assert from "node:assert/strict";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { once } from "node:events";
import { after, before, test } from "node:test";
import type { Principal } from "../src/api/generated/authorize.ts";
import { notImplemented } from "../src/api/generated/errors.ts";
import type { Handlers } from "../src/api/generated/handlers.ts";
import { securitySchemes } from "../src/api/generated/security.ts";
import type { Verifiers } from "../src/api/generated/security.ts";
import { loadConfig } from "../src/config.ts";
import { contractRequests, scopes } from "./generated/requests.ts";
import type { ContractRequest, RequestParts } from "./generated/requests.ts";
import { startApp } from "./startApp.ts";
import type { StartedApp } from "./startApp.ts";

// Handlers have tests of their own. Here, one that is reached answers 501.
const handlers = Object.fromEntries(
  contractRequests.map(({ operation }) => [operation, () => notImplemented(operation)]),
) as unknown as Handlers;

const tester: Principal = { subject: "tester", scopes };

/** Knows the tester by whatever credentials it brings. */
const verifiers = Object.fromEntries(
  Object.entries<{ readonly kind: string }>(securitySchemes).map(([name, { kind }]) => [
    name,
    (given: unknown) =>
      kind !== "request" || (given as IncomingMessage).headers["x-tester"] !== undefined ? tester : undefined,
  ]),
) as unknown as Verifiers;

let app: StartedApp;

before(async () => {
  // Each request comes from an address of its own: none is one too many.
  app = await startApp({ handlers, verifiers, config: { ...loadConfig(), TRUST_PROXY: 1 } });
});
after(() => app.close());

let addresses = 0;

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

async function send(
  { method, path }: Pick<ContractRequest, "method" | "path">,
  parts: RequestParts,
  schemes: readonly string[] = [],
): Promise<Answer> {
  addresses += 1;
  const headers = new Map<string, string>([
    ["x-forwarded-for", \`10.\${(addresses >> 16) & 255}.\${(addresses >> 8) & 255}.\${addresses & 255}\`],
    ...Object.entries(parts.headers ?? {}),
  ]);
  const query = parts.query === undefined ? [] : [parts.query];
  const cookies = parts.cookie === undefined ? [] : [parts.cookie];
  for (const scheme of schemes) addCredentials(scheme, headers, query, cookies);
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
  const body = await bodyOf(parts);
  if (body.type !== undefined) headers.set("content-type", body.type);
  // A QUERY says what its content is, even when there is none (RFC 10008, 2).
  else if (method === "QUERY") headers.set("content-type", "application/json");
  headers.set("content-length", String(body.bytes.length));
  const target = (parts.path ?? path) + (query.length > 0 ? \`?\${query.join("&")}\` : "");
  const sent = request(app.origin + app.basePath + target, { method, headers: Object.fromEntries(headers) });
  sent.end(body.bytes);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: Buffer.concat(chunks).toString(),
  };
}

type SecurityScheme = { readonly kind: string; readonly in?: string; readonly name?: string };

function addCredentials(
  name: string,
  headers: Map<string, string>,
  query: string[],
  cookies: string[],
): void {
  const scheme = (securitySchemes as Readonly<Record<string, SecurityScheme>>)[name];
  if (scheme?.kind === "bearer") headers.set("authorization", "Bearer tester");
  if (scheme?.kind === "basic")
    headers.set("authorization", \`Basic \${Buffer.from("tester:tester").toString("base64")}\`);
  if (scheme?.kind === "request") headers.set("x-tester", "yes");
  if (scheme?.kind !== "apiKey" || scheme.name === undefined) return;
  if (scheme.in === "header") headers.set(scheme.name.toLowerCase(), "tester");
  if (scheme.in === "query") query.push(\`\${encodeURIComponent(scheme.name)}=tester\`);
  if (scheme.in === "cookie") cookies.push(\`\${scheme.name}=tester\`);
}

async function bodyOf({ type, json, text, form }: RequestParts): Promise<{ type?: string; bytes: Buffer }> {
  if (type === undefined) return { bytes: Buffer.alloc(0) };
  if (form === undefined) return { type, bytes: Buffer.from(text ?? JSON.stringify(json)) };
  if (!type.startsWith("multipart/")) {
    const fields = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value]));
    return { type, bytes: Buffer.from(fields.toString()) };
  }
  const data = new FormData();
  for (const [name, value, kind] of form)
    data.append(name, kind === "file" ? new File([value], "sample.bin") : value);
  const encoded = new Response(data);
  return {
    type: encoded.headers.get("content-type") ?? type,
    bytes: Buffer.from(await encoded.arrayBuffer()),
  };
}

for (const operation of contractRequests) {
  const { method, path, methods, security, valid, invalid } = operation;
  test(\`\${operation.operation}: \${method} \${path}\`, async (context) => {
    if (valid !== undefined)
      await context.test("a valid request reaches its handler", async () => {
        const { status, text } = await send(operation, valid, security);
        assert.equal(status, 501, text);
      });
    if (invalid !== undefined)
      await context.test("an invalid request is refused", async () => {
        const { status, text } = await send(operation, invalid, security);
        assert.equal(status, 400, text);
      });
    if (security !== undefined)
      await context.test("nobody is let in without credentials", async () => {
        const { status, headers } = await send(operation, valid ?? {});
        assert.equal(status, 401);
        assert.notEqual(headers["www-authenticate"] ?? "", "");
      });
    if (operation.readsBody === true)
      await context.test("a body of another media type is refused", async () => {
        const other = { ...valid, type: "application/x-unknown", text: "?" };
        const { status, text } = await send(operation, withoutBody(other), security);
        assert.equal(status, 415, text);
      });
    const other = ["DELETE", "PATCH", "PUT", "POST", "GET"].find((name) => !methods.includes(name));
    if (other !== undefined)
      await context.test("another method is refused", async () => {
        const { status, headers } = await send({ method: other, path }, {});
        assert.equal(status, 405);
        const allowed = (headers.allow ?? "").split(", ");
        const missing = methods.filter((name) => !allowed.includes(name));
        assert.deepEqual(missing, []);
      });
  });
}

function withoutBody({ json: _json, form: _form, ...parts }: RequestParts): RequestParts {
  return parts;
}
`;
