import { parse } from "yaml";
import type { Place } from "../../src/features/loadTest/engine/fromSpec/documents.ts";
import { listAt, membersOf, stringAt, valueAt } from "../../src/features/loadTest/engine/fromSpec/json.ts";
import { listOperations } from "../../src/features/loadTest/engine/fromSpec/operations.ts";
import type { OperationPlace } from "../../src/features/loadTest/engine/fromSpec/operations.ts";
import type { SampledParameter } from "../../src/features/loadTest/engine/fromSpec/readParameters.ts";
import type { SpecRequest } from "../../src/features/loadTest/engine/fromSpec/requestFromSpec.ts";
import { requestsFromSpec } from "../../src/features/loadTest/engine/fromSpec/requestFromSpec.ts";
import { sampleValue } from "../../src/features/loadTest/engine/fromSpec/sampleValue.ts";
import { textOf } from "../../src/features/loadTest/engine/fromSpec/serializeParameter.ts";
import type { Reply } from "./requestMatrix/answers.ts";
import { answerOf, errorValidator } from "./requestMatrix/answers.ts";
import { credentials, unscoped } from "./requestMatrix/credentials.ts";
import { bodyCases, parameterCases, parsed } from "./requestMatrix/invalidCases.ts";
import type { Oracle } from "./requestMatrix/oracle.ts";
import { createOracle } from "./requestMatrix/oracle.ts";
import type { SecurityNames } from "./requestMatrix/credentials.ts";
import type { WireRequest } from "./requestMatrix/wire.ts";

export const caseKinds = [
  "valid",
  "also valid",
  "invalid",
  "unauthorised",
  "out of scope",
  "wrong method",
  "wrong media type",
  "unacceptable",
] as const;

/** A request for one operation, and what the contract says about it. */
export interface MatrixCase {
  /** "POST /orders". */
  readonly operation: string;
  readonly kind: (typeof caseKinds)[number];
  /** What is special about it: "body.quantity is 0.123". */
  readonly what: string;
  readonly request: WireRequest;
  /** What the handler answers when the request reaches it. */
  readonly reply: Reply;
  readonly status: number;
  /** Of invalid requests: where the mistake is, as in "query.page" or "body.items.0". */
  readonly field?: string;
  /** Of valid requests: what the handler must be given. */
  readonly parameters?: readonly SampledParameter[];
  readonly body?: unknown;
  /** Methods that the path has, for `Allow`. */
  readonly methods?: readonly string[];
  /** Whether an error's body fits what the contract says about this status; undefined when it says nothing. */
  readonly fitsError?: ((body: unknown) => boolean) | undefined;
}

export interface RequestMatrix {
  readonly cases: readonly MatrixCase[];
  /** Operations without cases, and why. */
  readonly leftOut: readonly string[];
  readonly security: SecurityNames;
}

interface Contract {
  readonly uri: string;
  /** The text of a document; the contract's own for its URI. */
  readonly read: (uri: string) => Promise<string>;
  /** Cases per operation that break one constraint. */
  readonly mostInvalid: number;
  readonly select?: (operation: string, index: number) => boolean;
}

/** Requests for every operation of a contract, with values that Ajv judges by the contract's own schemas. */
export async function requestMatrix({ uri, read, mostInvalid, select }: Contract): Promise<RequestMatrix> {
  const documents = await loadAll(uri, read);
  const asking = createOracle(documents, uri, "request");
  const plain = createOracle(documents, uri, "request", false);
  const answering = createOracle(documents, uri, "response");
  const plainlyAnswering = createOracle(documents, uri, "response", false);
  const authorised = await requestsOf(asking, uri, credentials);
  const fallback = await requestsOf(plain, uri, credentials);
  const anonymous = await requestsOf(asking, uri, {});
  const restricted = await requestsOf(asking, uri, unscoped);
  const operations = await listOperations(answering.documents);
  const bareOperations = await listOperations(plainlyAnswering.documents);
  const paths = methodsByShape(
    operations.filter(({ method, path }, index) => select?.(`${method} ${path}`, index) !== false),
  );
  const cases: MatrixCase[] = [];
  const leftOut: string[] = [];
  for (const [index, operation] of operations.entries()) {
    const label = `${operation.method} ${operation.path}`;
    if (select?.(label, index) === false) continue;
    const reply =
      (await answerOf(operation, answering)) ??
      (bareOperations[index] && (await answerOf(bareOperations[index], plainlyAnswering)));
    const written = authorised.get(label);
    const [request, oracle] =
      written !== undefined && isJudged(written) && fits(written, asking)
        ? [written, asking]
        : [fallback.get(label), plain];
    if (reply === undefined || request === undefined) {
      leftOut.push(`${label}: no ${reply === undefined ? "response" : "request"} can be made up`);
      continue;
    }
    const fitsError = async (status: number) => await errorValidator(operation, status, answering);
    const base = { operation: label, reply };
    const wire = await withFiles(wireOf(request), operation, oracle);
    const isFitting = fits(request, oracle) && (await hasFittingForm(operation, oracle));
    if (isFitting) {
      cases.push({
        ...base,
        kind: "valid",
        what: "as described",
        request: wire,
        status: reply.status,
        parameters: request.parameters,
        body: request.body?.json,
      });
      const fitsInvalid = await fitsError(400);
      const variants = [...parameterCases(request, wire, oracle), ...bodyCases(request, wire, oracle)];
      const invalid = spread(
        variants.filter(({ isValid }) => !isValid),
        mostInvalid,
      );
      const valid = spread(
        variants.filter(({ isValid }) => isValid),
        Math.ceil(mostInvalid / 3),
      );
      for (const { what, field, request: broken } of invalid)
        cases.push({
          ...base,
          kind: "invalid",
          what,
          request: broken,
          status: 400,
          field,
          fitsError: fitsInvalid,
        });
      for (const { what, request: changed } of valid)
        cases.push({ ...base, kind: "also valid", what, request: changed, status: reply.status });
    } else leftOut.push(`${label}: no valid request can be made up`);
    const others = await statusCases(
      operation,
      answering,
      request,
      wire,
      anonymous.get(label),
      restricted.get(label),
      paths,
    );
    for (const other of others) cases.push({ ...base, ...other, fitsError: await fitsError(other.status) });
  }
  return { cases, leftOut, security: securityNames(documents.get(uri), operations) };
}

function securityNames(root: unknown, operations: readonly OperationPlace[]): SecurityNames {
  const schemes =
    valueAt(valueAt(root, "components"), "securitySchemes") ?? valueAt(root, "securityDefinitions");
  const requirements = [root, ...operations.map(({ operation }) => operation.value)].flatMap((owner) =>
    listAt(owner, "security"),
  );
  const scopes = requirements
    .flatMap(membersOf)
    .flatMap(([, names]) => (Array.isArray(names) ? names.map(String) : []));
  return { schemes: membersOf(schemes).map(([name]) => name), scopes: [...new Set(scopes)] };
}

async function loadAll(rootUri: string, read: Contract["read"]): Promise<ReadonlyMap<string, unknown>> {
  const documents = new Map<string, unknown>();
  const queue = [rootUri];
  for (let uri = queue.pop(); uri !== undefined; uri = queue.pop()) {
    if (documents.has(uri)) continue;
    const text = await read(uri);
    documents.set(uri, text.trimStart().startsWith("{") ? JSON.parse(text) : parse(text));
    for (const [, file = ""] of text.matchAll(
      /(?:\$ref"?:\s*|mapping: .*?:\s*)["']?([^"'\s#},]+\.(?:ya?ml|json))/g,
    ))
      queue.push(new URL(file, uri).href);
  }
  return documents;
}

async function requestsOf(
  { source }: Oracle,
  uri: string,
  environment: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, SpecRequest>> {
  const options = { server: "http://service.invalid", environment: environmentOf(environment) };
  const { requests } = await requestsFromSpec(source, uri, options, new AbortController().signal);
  return new Map(requests.map((request) => [request.label, request]));
}

/** Gives the same credentials to every security scheme, whatever it is called. */
function environmentOf(credential: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return new Proxy(credential, { get: (target) => target["every"] });
}

function wireOf({ template, server }: SpecRequest): WireRequest {
  const { method, url, headers = [], body } = template;
  return {
    method,
    path: (url.slice(server.length) || "/").replace(/[^!-~]+/g, encodeURIComponent),
    // A QUERY without the type of its content fails, even when there is no content (RFC 10008, 2).
    headers:
      method === "QUERY" && body === undefined ? [...headers, ["Content-Type", "application/json"]] : headers,
    body: body !== undefined && "text" in body ? body.text : undefined,
  };
}

/** Bytes where a body is nothing but bytes; and parts of a form that are files have names of their own. */
async function withFiles(
  wire: WireRequest,
  { operation }: OperationPlace,
  { documents }: Oracle,
): Promise<WireRequest> {
  const type = wire.headers.find(([name]) => name === "Content-Type")?.[1] ?? "";
  const content = await documents.child(await documents.child(operation, "requestBody"), "content");
  const [[name] = [""]] = membersOf(content.value);
  if (wire.body === undefined && name !== "" && !name.includes("*"))
    return { ...wire, headers: withHeader(wire.headers, "Content-Type", name), body: "bytes" };
  if (type === "application/x-www-form-urlencoded" && name === type) {
    const form = await documents.child(await documents.child(content, name), "schema");
    return {
      ...wire,
      body: new URLSearchParams(bracketed("", await sampleValue(form, documents))).toString(),
    };
  }
  if (!type.startsWith("multipart/")) return wire;
  const schema = await documents.child(await documents.child(content, type.split(";")[0] ?? ""), "schema");
  const properties = membersOf((await documents.child(schema, "properties")).value);
  const formData = listAt(operation.value, "parameters").map(
    (field) => [stringAt(field, "name"), field] as const,
  );
  const files = [...properties, ...formData]
    .filter(([, field]) => isFile(field))
    .map(([name]) => `name="${name}"`);
  const body = files.reduce((text, name) => text?.replace(name, `${name}; filename="sample.bin"`), wire.body);
  return { ...wire, body };
}

/** Whether the sample of a form is valid: what goes over the wire has no types any more. */
async function hasFittingForm(
  { operation }: OperationPlace,
  { documents, validatorOf }: Oracle,
): Promise<boolean> {
  const content = await documents.child(await documents.child(operation, "requestBody"), "content");
  const [[name] = [""]] = membersOf(content.value);
  if (name !== "application/x-www-form-urlencoded") return true;
  const form = await documents.child(await documents.child(content, name), "schema");
  return validatorOf(form)?.(await sampleValue(form, documents)) ?? false;
}

/** Fields of a form: "address[city]" for what is inside of an object, "tags[]" for lists. */
function bracketed(name: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((item) => bracketed(`${name}[]`, item));
  if (typeof value !== "object" || value === null) return [[name, textOf(value)]];
  return Object.entries(value).flatMap(([key, member]) =>
    bracketed(name === "" ? key : `${name}[${key}]`, member),
  );
}

function isFile(schema: unknown): boolean {
  return (
    stringAt(schema, "format") === "binary" ||
    stringAt(schema, "contentMediaType") !== undefined ||
    (valueAt(schema, "in") === "formData" && valueAt(schema, "type") === undefined)
  );
}

/** Examples of forms come as text only: whether they fit cannot be told. */
function isJudged({ body }: SpecRequest): boolean {
  return body === undefined || body.schema !== undefined;
}

function fits({ parameters, body }: SpecRequest, { validatorOf }: Oracle): boolean {
  // What Ajv does not understand it cannot vouch for.
  const isFitting = (schema: Place, value: unknown) => validatorOf(schema)?.(value) ?? false;
  // Parameters that are JSON come as text.
  return (
    parameters.every(({ schema, value }) => isFitting(schema, value) || isFitting(schema, parsed(value))) &&
    (body?.schema === undefined || isFitting(body.schema, body.json))
  );
}

/** At most so many, from all over a list. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)]).filter(
    (item) => item !== undefined,
  );
}

type Methods = ReadonlyMap<string, readonly string[]>;

function shapeOf(path: string): string {
  return path.replace(/\{[^{}]*\}/g, "{}");
}

function methodsByShape(operations: readonly OperationPlace[]): Methods {
  const methods = new Map<string, string[]>();
  for (const { method, path } of operations)
    methods.set(shapeOf(path), [...(methods.get(shapeOf(path)) ?? []), method]);
  return methods;
}

async function statusCases(
  place: OperationPlace,
  oracle: Oracle,
  request: SpecRequest,
  wire: WireRequest,
  anonymous: SpecRequest | undefined,
  restricted: SpecRequest | undefined,
  paths: Methods,
): Promise<readonly Pick<MatrixCase, "kind" | "methods" | "request" | "status" | "what">[]> {
  const { path, operation } = place;
  const cases: Pick<MatrixCase, "kind" | "methods" | "request" | "status" | "what">[] = [];
  const add = (kind: MatrixCase["kind"], what: string, status: number, changed: Partial<WireRequest>) =>
    cases.push({ kind, what, status, request: { ...wire, ...changed } });
  if (request.isProtected && anonymous !== undefined)
    add("unauthorised", "without credentials", 401, { ...wireOf(anonymous), isAnonymous: true });
  if (request.isProtected && asksForScopes(operation) && restricted !== undefined)
    add("out of scope", "without scopes", 403, wireOf(restricted));
  const methods = paths.get(shapeOf(path)) ?? [];
  const wrong = ["DELETE", "PATCH", "PUT", "POST", "GET"].find((method) => !methods.includes(method));
  if (wrong !== undefined && methods[0] === request.template.method)
    cases.push({
      kind: "wrong method",
      what: wrong,
      status: 405,
      methods,
      request: { ...wire, method: wrong, body: undefined, headers: [] },
    });
  if ((wire.body ?? "") !== "" && !(await takesAnything(place, oracle)))
    add("wrong media type", "application/x-unknown", 415, {
      headers: withHeader(wire.headers, "Content-Type", "application/x-unknown"),
    });
  if (await answersInOwnTypes(place, oracle))
    add("unacceptable", "application/x-unknown", 406, {
      headers: withHeader(wire.headers, "Accept", "application/x-unknown"),
    });
  return cases;
}

function withHeader(headers: WireRequest["headers"], name: string, value: string): WireRequest["headers"] {
  return [...headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase()), [name, value]];
}

function asksForScopes({ value }: Place): boolean {
  const security = valueAt(value, "security");
  return (
    Array.isArray(security) &&
    security.every((requirement) =>
      membersOf(requirement).some(([, scopes]) => Array.isArray(scopes) && scopes.length > 0),
    )
  );
}

/** Whether a body may be of a type that nobody has heard of. */
async function takesAnything({ operation }: OperationPlace, { documents }: Oracle): Promise<boolean> {
  const content = await documents.child(await documents.child(operation, "requestBody"), "content");
  return membersOf(content.value).some(([name]) => /^(\*|application)\/\*/.test(name));
}

/** Whether all successful responses have bodies, of types that are known. */
async function answersInOwnTypes({ operation }: OperationPlace, { documents }: Oracle): Promise<boolean> {
  const responses = await documents.child(operation, "responses");
  const successes = membersOf(responses.value).filter(([status]) => status.startsWith("2"));
  for (const [status] of successes) {
    const content = await documents.child(await documents.child(responses, status), "content");
    const types = membersOf(content.value).map(([name]) => name);
    if (
      types.length === 0 ||
      /20[45]/.test(status) ||
      types.some((name) => /^(\*|application)\/\*/.test(name))
    )
      return false;
  }
  return successes.length > 0;
}
