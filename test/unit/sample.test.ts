import type { ChildProcessByStdio } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Document, Spectral } from "@stoplight/spectral-core";
import * as Parsers from "@stoplight/spectral-parsers";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { diskFolder } from "../../src/features/scaffold/engine/diskFolder.ts";
import { readHandlers } from "../../src/features/scaffold/engine/handlers.ts";
import { planScaffold } from "../../src/features/scaffold/engine/index.ts";
import { builtInRuleset } from "../../src/features/openapi/engine/ruleset/builtIn.ts";

const contractFile = fileURLToPath(new URL("../../media/sample/openapi.yaml", import.meta.url));
const serverFile = fileURLToPath(new URL("../../media/sample/api/src/server.ts", import.meta.url));
const contractText = readFileSync(contractFile, "utf8");

const methods = ["get", "put", "post", "delete"] as const;
type Method = (typeof methods)[number];

interface Reference {
  readonly $ref: string;
}
interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly example?: unknown;
}
interface Content {
  readonly content?: { "application/json": { readonly schema: Reference; readonly example?: unknown } };
}
interface Operation {
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content | Reference>>;
}
type PathItem = Readonly<Partial<Record<Method, Operation>>> & Pick<Operation, "parameters">;
interface Contract {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface SampleRequest {
  readonly name: string;
  readonly method: string;
  /** Path and query, filled from the contract's examples. */
  readonly target: string;
  readonly body: unknown;
  readonly responses: Operation["responses"];
}

const contract = parse(contractText) as Contract;
const requests = Object.entries(contract.paths).flatMap(([path, item]) =>
  methods.flatMap((method) => (item[method] ? [requestFor(path, item, method, item[method])] : [])),
);
const requestsWithBody = requests.filter(({ body }) => body !== undefined);

function requestFor(path: string, item: PathItem, method: Method, operation: Operation): SampleRequest {
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((each) =>
    resolve(each),
  );
  const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) =>
    String(parameters.find((each) => each.in === "path" && each.name === name)?.example),
  );
  const query = new URLSearchParams(
    parameters
      .filter((each) => each.in === "query" && each.example !== undefined)
      .flatMap(({ name, example }) =>
        [example].flat().map((value): [string, string] => [name, String(value)]),
      ),
  );
  return {
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    target: query.size > 0 ? `${filled}?${query.toString()}` : filled,
    body: operation.requestBody?.content?.["application/json"].example,
    responses: operation.responses,
  };
}

function resolve<T extends object>(node: T | Reference): T {
  if (!("$ref" in node)) return node;
  const [kind, name] = node.$ref.split("/").slice(2);
  return contract.components[kind ?? ""]?.[name ?? ""] as T;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ components: contract.components }, "contract");

/** What breaks the schema that a response of the contract gives for its body. */
function bodyProblems({ content }: Content, body: unknown): unknown {
  const { $ref } = content?.["application/json"].schema ?? { $ref: "" };
  const validate = ajv.getSchema(`contract${$ref}`);
  if (!validate) return `no schema ${$ref}`;
  return validate(body) === true ? [] : validate.errors;
}

type Api = ChildProcessByStdio<null, Readable, Readable>;
const running = new Set<Api>();
const sharedRunning = new Set<Api>();

function spawnApi(env: Readonly<Record<string, string>>, among = running): Api {
  const child = spawn(process.execPath, [serverFile], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  among.add(child);
  return child;
}

/** A line of the service's log. */
interface LogLine {
  readonly msg: string;
  readonly host?: string;
  readonly port?: number;
}

async function lineOf(api: Api, wanted: (line: LogLine) => boolean): Promise<LogLine> {
  for await (const text of createInterface(api.stdout)) {
    const line = JSON.parse(text) as LogLine;
    if (wanted(line)) {
      api.stdout.resume();
      return line;
    }
  }
  throw new Error("The service ended before it said so.");
}

/** Starts the sample API on a free port and returns its address. */
async function startApi(env: Readonly<Record<string, string>> = {}, among = running): Promise<string> {
  const child = spawnApi({ PORT: "0", ...env }, among);
  const { host, port } = await lineOf(child, ({ msg }) => msg === "listening");
  return `http://${host ?? ""}:${port ?? 0}`;
}

/** The address of one that those tests share which change nothing. */
let shared: Promise<string> | undefined;
const sharedApi = () => (shared ??= startApi({ RATE_LIMIT_REQUESTS: "10000" }, sharedRunning));

async function stop(children: Set<Api>): Promise<void> {
  for (const child of children) {
    const exit = child.exitCode === null ? once(child, "exit") : undefined;
    child.kill("SIGTERM");
    if (exit) expect(await exit).toEqual([0, null]);
  }
  children.clear();
}

afterEach(() => stop(running));
afterAll(() => stop(sharedRunning));

async function send(
  address: string,
  { method, target, body }: Pick<SampleRequest, "method" | "target" | "body">,
) {
  return await fetch(address + target, {
    method,
    ...(body === undefined
      ? {}
      : {
          headers: { "content-type": "application/json" },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
  });
}

function requestNamed(name: string): SampleRequest {
  const request = requests.find((each) => each.name === name);
  if (!request) throw new Error(`the contract has no ${name}`);
  return request;
}

describe("the sample API", () => {
  it.each(requests)("answers $name as the contract says", async (request) => {
    const response = await send(await (request.method === "GET" ? sharedApi() : startApi()), request);
    const documented = request.responses[String(response.status)];
    expect(response.ok && documented).toBeTruthy();
    if (response.status === 204) return;
    expect(bodyProblems(resolve(documented ?? {}), await response.json())).toEqual([]);
  });

  it.each(requestsWithBody)("answers 400 in the error shape to a bad body of $name", async (request) => {
    const address = await sharedApi();
    for (const body of ["{", {}, [], { unexpected: true }]) {
      const response = await send(address, { ...request, body });
      const answer: unknown = await response.json();
      expect(response.status).toBe(400);
      expect(bodyProblems(resolve(request.responses["400"] ?? {}), answer)).toEqual([]);
      expect(answer).toHaveProperty("error.details[0].message");
    }
  });

  it("finds books by word, author and genre", async () => {
    const response = await send(await sharedApi(), requestNamed("GET /books"));
    expect(await response.json()).toMatchObject({
      data: [{ title: "The Lighthouse Ledger" }, {}],
      meta: { page: 1, total: 2 },
    });
  });

  it("remembers what was ordered, and empties the cart", async () => {
    const address = await startApi();
    const checkout = requestNamed("POST /carts/{cartId}/checkout");
    const placed = await send(address, checkout);
    const order = await fetch(address + String(placed.headers.get("location")));
    expect(await order.json()).toMatchObject({ data: { status: "placed", items: [{ quantity: 1 }] } });
    expect((await send(address, checkout)).status).toBe(409);
  });

  it("answers 404 for what is gone or never was", async () => {
    const address = await startApi();
    await send(address, requestNamed("DELETE /books/{bookId}"));
    const gone = await send(address, requestNamed("GET /books/{bookId}"));
    const never = await fetch(`${address}/nothing/here`);
    expect([gone.status, never.status]).toEqual([404, 404]);
  });

  it("answers 400 to parameters outside of their schema", async () => {
    const response = await fetch(`${await sharedApi()}/books?pageSize=0&genre=cookery&sort=weight`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: {
        details: [{ field: "query.genre.0" }, { field: "query.sort" }, { field: "query.pageSize" }],
      },
    });
  });

  it("names the allowed methods in a 405", async () => {
    const response = await fetch(`${await sharedApi()}/books`, { method: "PUT" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST, HEAD, OPTIONS"]);
  });

  it("refuses a body that is too large, or is no JSON", async () => {
    const address = await sharedApi();
    const post = (type: string, body: string) =>
      fetch(`${address}/orders`, { method: "POST", headers: { "content-type": type }, body });
    const large = await post("application/json", " ".repeat(100_001));
    const plain = await post("text/plain", "two books");
    expect([large.status, plain.status]).toEqual([413, 415]);
  });

  it("limits the rate when told to", async () => {
    const address = await startApi({ RATE_LIMIT_REQUESTS: "1" });
    const first = await fetch(`${address}/authors`);
    const second = await fetch(`${address}/authors`);
    expect([first.status, second.status]).toEqual([200, 429]);
    expect(first.headers.get("ratelimit")).toMatch(/^"default";r=0;t=\d+$/);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("asks for credentials when told to, where the contract does", async () => {
    const address = await startApi({ API_TOKEN: "open-sesame" });
    const orders = `${address}/orders`;
    const without = await fetch(orders);
    const keyInsteadOfToken = await fetch(`${orders}?api_key=open-sesame`);
    const withToken = await fetch(orders, { headers: { authorization: "Bearer open-sesame" } });
    const withKey = await fetch(`${address}/books?api_key=open-sesame`);
    const review = await send(address, requestNamed("POST /books/{bookId}/reviews"));
    expect([without, keyInsteadOfToken, withToken, withKey, review].map(({ status }) => status)).toEqual([
      401, 401, 200, 200, 201,
    ]);
  });

  it("says in one sentence that its port is taken", async () => {
    const squatter = createServer().listen(0, "localhost");
    await once(squatter, "listening");
    const { port } = squatter.address() as AddressInfo;
    const child = spawnApi({ PORT: String(port) });
    const exit = once(child, "exit");
    const { msg } = await lineOf(child, (line) => line.msg.includes("taken"));
    squatter.close();
    expect(msg).toBe(`Port ${port} is taken: stop what listens there, or start with PORT=${port + 1}.`);
    expect(await exit).toEqual([1, null]);
  });

  it("passes the tests that came with it", async () => {
    const cwd = fileURLToPath(new URL("../../media/sample/api", import.meta.url));
    await promisify(execFile)(process.execPath, ["--test", "test/*.test.ts"], { cwd });
  });

  it("is what the scaffold makes of its contract, with every handler written", async () => {
    const folder = diskFolder(fileURLToPath(new URL("../../media/sample/api", import.meta.url)));
    const { signal } = new AbortController();
    const source = { load: () => Promise.resolve(parse(contractText) as unknown) };
    const request = {
      contractUri: pathToFileURL(contractFile).href,
      contractPath: "../openapi.yaml",
      framework: "express",
    } as const;
    const plan = await planScaffold(request, source, folder, signal);
    expect(plan.files.filter(({ action }) => action !== "unchanged").map(({ path }) => path)).toEqual([]);
    const table = await readHandlers(folder, signal);
    expect(table?.handlers.filter(({ implemented }) => !implemented)).toEqual([]);
    expect(table?.handlers).toHaveLength(14);
  });
});

describe("the sample contract", () => {
  it("has the planted flaws and no others", async () => {
    const spectral = new Spectral();
    spectral.setRuleset(builtInRuleset());
    const findings = await spectral.run(new Document(contractText, Parsers.Yaml, contractFile));
    const found = findings.map(({ code, path }) => `${code}  ${path.join(".")}`).sort();
    expect(found).toEqual(plantedFlaws);
  });
});

const plantedFlaws = [
  "oas3-unused-component  components.schemas.Voucher",
  "oas3-valid-schema-example  components.schemas.OrderStatus.example",
  "operation-operationId  paths./authors.get",
  "operation-tag-defined  paths./carts/{cartId}/checkout.post.tags.1",
  "owasp:api1:2023-no-numeric-ids  paths./orders/{orderId}.get.parameters.0.schema",
  "owasp:api2:2023-no-api-keys-in-url  components.securitySchemes.partnerKey.in",
  "owasp:api2:2023-write-restricted  paths./books/{bookId}/reviews.post.security",
  "owasp:api3:2023-no-unevaluatedProperties  components.schemas.CustomerInput.unevaluatedProperties",
  "owasp:api4:2023-array-limit  components.schemas.OrderInput.properties.items",
  "owasp:api4:2023-integer-limit  components.schemas.CartItemInput.properties.quantity",
  "owasp:api4:2023-rate-limit-responses-429  paths./orders.post.responses",
  "owasp:api4:2023-rate-limit-responses-429  paths./orders.post.responses",
  "owasp:api4:2023-string-limit  components.schemas.OrderInput.properties.note",
  "owasp:api4:2023-string-restricted  components.schemas.OrderInput.properties.note",
  "owasp:api8:2023-no-server-http  servers.0.url",
  "owasp:api8:2023-no-server-http  servers.1.url",
];
