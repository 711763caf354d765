import { createServer } from "node:http";
import type { Server } from "node:http";
import { createHash, randomBytes, scryptSync } from "node:crypto";
import type { AddressInfo } from "node:net";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { JWTPayload } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameworkNames } from "../../../src/features/scaffold/engine/index.ts";
import { compileGeneratedService } from "../../support/generatedService.ts";
import { contract, planFor, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";
import type { Verifiers } from "../../support/servedRoutes.ts";
import { serveRoutes } from "../../support/servedRoutes.ts";

const secured = (operationId: string, security: unknown): unknown => ({
  get: { operationId, security, responses: { "200": { description: "ok" } } },
});

const paths = {
  "/open": secured("open", []),
  "/token": secured("token", undefined),
  "/scoped": secured("scoped", [{ login: ["orders:read", "orders:write"] }]),
  "/either": secured("either", [{ login: ["orders:read"] }, { partnerKey: [], machine: [] }]),
  "/optional": secured("optional", [{}, { login: [] }]),
  "/query": secured("query", [{ "key in query": [] }]),
  "/cookie": secured("cookie", [{ session: [] }]),
  "/basic": secured("basic", [{ machine: [] }]),
};

const document = {
  ...(contract(paths, {
    securitySchemes: {
      token: { type: "http", scheme: "Bearer", bearerFormat: "JWT" },
      login: { $ref: "#/components/securitySchemes/oauth" },
      oauth: { type: "oauth2", flows: {} },
      partnerKey: { type: "apiKey", in: "header", name: "X-Partner-Key" },
      "key in query": { type: "apiKey", in: "query", name: "api key" },
      session: { type: "apiKey", in: "cookie", name: "sid" },
      machine: { type: "http", scheme: "basic" },
    },
  }) as object),
  security: [{ token: [] }],
};

interface JwtService {
  readonly environment: Readonly<Record<string, string>>;
  sign(claims: JWTPayload, options?: { alg?: string; expires?: string }): Promise<string>;
  close(): void;
}

/** An issuer of tokens that serves its keys over HTTP, as identity providers do. */
async function startIssuer(): Promise<JwtService> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: "RS256", kid: "1" }] };
  const server = createServer((_req, res) => res.end(JSON.stringify(keys))).listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      JWT_ISSUER: "https://issuer.test/",
      JWT_AUDIENCE: "orders",
      JWT_JWKS_URL: `http://localhost:${port}/jwks.json`,
    },
    sign: (claims, { alg = "RS256", expires = "5m" } = {}) =>
      new SignJWT({ iss: "https://issuer.test/", aud: "orders", sub: "ada", ...claims })
        .setProtectedHeader({ alg, kid: "1" })
        .setExpirationTime(expires)
        .sign(alg === "RS256" ? privateKey : new TextEncoder().encode("a shared secret of some length…")),
    close: () => server.close(),
  };
}

function basicUser(name: string, password: string): string {
  const salt = randomBytes(16);
  return `${name}:${salt.toString("hex")}:${scryptSync(password, salt, 32).toString("hex")}`;
}

const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

const key = "0123456789abcdef";

describe.each(frameworkNames)("%s", (framework) => {
  let folder = "";
  let server: Server;
  let issuer: JwtService;
  let origin = "";

  beforeAll(async () => {
    issuer = await startIssuer();
    folder = await writeBelowArtifacts(await planFor(document, { framework }), `security-${framework}`);
    const { createVerifiers } = (await import(
      /* @vite-ignore */ join(folder, "src/api/generated/verifiers.ts")
    )) as { createVerifiers: (environment: object, log: object) => Verifiers };
    const environment = {
      ...issuer.environment,
      PARTNER_KEY_KEYS: `acme:${key}`,
      KEY_IN_QUERY_KEYS: `other:${key}1,acme:${key}`,
      SESSION_KEYS: `acme:${key}`,
      BASIC_USERS: basicUser("robot", "se:cret"),
    };
    const verifiers = createVerifiers(environment, { warn: () => undefined });
    server = await serveRoutes(framework, folder, handlersFor, verifiers);
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    issuer.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Handlers that answer with the subjects that were let in. */
  const handlersFor = (names: readonly string[]) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        (_input: unknown, context: object) => {
          const { principals } = context as { principals: Record<string, { subject: string }> };
          const subjects = Object.entries(principals).map(([scheme, { subject }]) => `${scheme}:${subject}`);
          return { status: 200, body: subjects };
        },
      ]),
    );

  async function ask(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<readonly [number, unknown]> {
    const response = await fetch(origin + path, { headers });
    const body: unknown = await response.json();
    return [response.status, response.ok ? body : response.headers.get("www-authenticate")];
  }

  const bearer = async (...claims: Parameters<JwtService["sign"]>): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await issuer.sign(...claims)}`,
  });

  it("compiles", async () => {
    await compileGeneratedService(folder);
  });

  it("lets everyone into operations without security", async () => {
    expect(await ask("/open")).toEqual([200, []]);
  });

  it("asks for the document's security where an operation has none of its own", async () => {
    expect(await ask("/token")).toEqual([401, "Bearer"]);
    expect(await ask("/token", await bearer({}))).toEqual([200, ["token:ada"]]);
  });

  it.each([
    ["expired", {}, { expires: "-1m" }],
    ["of another issuer", { iss: "https://evil.test/" }, {}],
    ["for another audience", { aud: "payments" }, {}],
    ["without a subject", { sub: undefined }, {}],
    ["with a shared secret", {}, { alg: "HS256" }],
  ] as const)("refuses a token %s", async (_, claims, options) => {
    expect(await ask("/token", await bearer(claims as unknown as JWTPayload, options))).toEqual([
      401,
      'Bearer error="invalid_token"',
    ]);
  });

  it("refuses tokens that were changed, and those that are none", async () => {
    const { authorization = "" } = await bearer({});
    const [head = "", , signature = ""] = authorization.split(".");
    const claims = Buffer.from(JSON.stringify({ sub: "root" })).toString("base64url");
    const none = `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims}.`;
    for (const forged of [`${head}.${claims}.${signature}`, none, "Bearer x", "Bearer a b"])
      expect((await ask("/token", { authorization: forged }))[0]).toBe(401);
  });

  it("answers 403 where only scopes are missing", async () => {
    expect(await ask("/scoped", await bearer({ scope: "orders:read" }))).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="orders:read orders:write"',
    ]);
    expect(await ask("/scoped", await bearer({ scp: ["orders:read", "orders:write"] }))).toEqual([
      200,
      ["login:ada"],
    ]);
  });

  it("takes any one requirement, and all schemes of it", async () => {
    const challenges = 'Bearer, ApiKey in="header", name="X-Partner-Key", Basic realm="api", charset="UTF-8"';
    const authorization = basic("robot", "se:cret");
    expect(await ask("/either")).toEqual([401, challenges]);
    expect(await ask("/either", await bearer({ scope: "orders:read" }))).toEqual([200, ["login:ada"]]);
    expect(await ask("/either", { "x-partner-key": key })).toEqual([401, challenges]);
    expect(await ask("/either", { "x-partner-key": key, authorization })).toEqual([
      200,
      ["partnerKey:acme", "machine:robot"],
    ]);
  });

  it("knows who asks where credentials are optional", async () => {
    expect(await ask("/optional")).toEqual([200, []]);
    expect(await ask("/optional", await bearer({}))).toEqual([200, ["login:ada"]]);
  });

  it("finds API keys in the query and in cookies", async () => {
    expect(await ask(`/query?api%20key=${key}`)).toEqual([200, ["key in query:acme"]]);
    expect(await ask("/query?api%20key=0123456789abcdee")).toEqual([
      401,
      'ApiKey in="query", name="api%20key"',
    ]);
    expect(await ask("/cookie", { cookie: `a=b; sid=${key}` })).toEqual([200, ["session:acme"]]);
    expect((await ask("/cookie", { cookie: `xsid=${key}` }))[0]).toBe(401);
  });

  it("checks names and passwords", async () => {
    expect(await ask("/basic", { authorization: basic("robot", "se:cret") })).toEqual([
      200,
      ["machine:robot"],
    ]);
    for (const wrong of [basic("robot", "secret"), basic("nobody", ""), "Basic x", basic("", "")])
      expect((await ask("/basic", { authorization: wrong }))[0]).toBe(401);
  });
});

describe("settings", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await writeBelowArtifacts(await planFor(document), "security-settings");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function verifiersFor(environment: object): Promise<Record<string, (...given: string[]) => unknown>> {
    const { createVerifiers } = (await import(
      /* @vite-ignore */ join(folder, "src/api/generated/verifiers.ts")
    )) as { createVerifiers: (environment: object, log: object) => never };
    return createVerifiers(environment, { warn: () => undefined });
  }

  it("lets in nobody as long as there are none", async () => {
    const verifiers = await verifiersFor({});
    for (const verify of Object.values(verifiers))
      expect(await verify(createHash("sha256").digest("hex"), "")).toBeUndefined();
  });

  it.each([
    [{ JWT_ISSUER: "https://issuer.test/" }, /JWT_AUDIENCE/],
    [{ JWT_ISSUER: "i", JWT_AUDIENCE: "a" }, /either JWT_JWKS_URL or JWT_PUBLIC_KEY/],
    [{ SESSION_KEYS: "acme:short" }, /SESSION_KEYS/],
    [{ BASIC_USERS: "robot:secret" }, /BASIC_USERS/],
  ])("refuses %j", async (environment, message) => {
    await expect(verifiersFor(environment)).rejects.toThrow(message);
  });
});

it("does not start where a scheme can only be verified by its author", async () => {
  const scheme = { type: "mutualTLS" };
  const plan = await planFor({
    ...(contract({ "/a": secured("a", [{ cert: [] }]) }, { securitySchemes: { cert: scheme } }) as object),
  });
  expect(plan.notes).toContain("The service does not start until src/security verifies these schemes: cert.");
  const folder = await writeBelowArtifacts(plan, "security-certificate");
  const { createVerifiers } = (await import(
    /* @vite-ignore */ join(folder, "src/api/generated/verifiers.ts")
  )) as { createVerifiers: (environment: object, log: object) => never };
  expect(() => createVerifiers({}, {})).toThrow(
    'Nothing verifies the security scheme "cert" (mutualtls) yet: write src/security/cert.ts.',
  );
  await rm(folder, { recursive: true, force: true });
});

it("refuses to serve an operation whose scheme has no verifier", async () => {
  const folder = await writeBelowArtifacts(await planFor(document), "security-missing");
  await expect(serveRoutes("express", folder, () => ({}), {})).rejects.toThrow(
    'token asks for the security scheme "token", which nothing verifies.',
  );
  await rm(folder, { recursive: true, force: true });
});

it("says where security is not what OpenAPI says", async () => {
  await expect(planFor(contract({ "/a": secured("a", { key: [] }) }))).rejects.toThrow(
    'paths./a.get.security: security is not a list of requirements; write one such as "- bearerAuth: []".',
  );
});

it("cannot be tricked by names of schemes", async () => {
  const name = '`*/ ${x} "\n__proto__';
  const plan = await planFor(
    contract(
      { "/a": secured("a", [{ [name]: ['"*/'] }]) },
      { securitySchemes: { [name]: { type: "http", scheme: "basic" } } },
    ),
  );
  const paths = plan.files.map(({ path }) => path).filter((path) => path.startsWith("src/security"));
  expect(paths).toEqual(["src/security/x-proto.ts"]);
  const folder = await writeBelowArtifacts(plan, "security-names");
  await expect(import(/* @vite-ignore */ join(folder, "src/api/generated/index.ts"))).resolves.toBeDefined();
  await rm(folder, { recursive: true, force: true });
});
