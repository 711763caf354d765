import { UserError } from "../../../../shared/userError.ts";
import type { Header, RequestTemplate } from "../plan.ts";
import { type BodyField, bodyFields } from "./bodyFields.ts";
import type { ContractSource } from "./contractSource.ts";
import { credentialsFor, type MissingCredential, needsCredentials } from "./credentials.ts";
import { Documents } from "./documents.ts";
import { membersOf } from "./json.ts";
import { chooseOperation, effectiveParameters, listOperations, type OperationPlace } from "./operations.ts";
import { type SampledParameter, sampleParameters } from "./readParameters.ts";
import { type SampledBody, sampleBody } from "./sampleBody.ts";
import { headerValue, pathValue, queryPairs, textOf } from "./serializeParameter.ts";
import { serverUrl } from "./serverUrl.ts";

export interface SpecRequestOptions {
  /** An operationId or "POST /orders"; not needed when there is one operation only. */
  readonly operation?: string | undefined;
  /** Where the service runs, in place of the description's servers. */
  readonly server?: string | undefined;
  /** Headers that are sent too, and win over those that the description asks for. */
  readonly headers?: readonly Header[];
  /** Where credentials come from: SENIOR_BACKEND_<SCHEME>. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A valid request of an operation, and what it was made of. */
export interface SpecRequest {
  /** "POST /orders". */
  readonly label: string;
  readonly operationId: string | undefined;
  readonly template: RequestTemplate;
  readonly server: string;
  readonly path: string;
  readonly parameters: readonly SampledParameter[];
  readonly body: SampledBody | undefined;
  /** Fields of a JSON body. */
  readonly fields: readonly BodyField[];
  /** Statuses that the description promises, as written: "201", "4XX", "default". */
  readonly statuses: readonly string[];
  /** Methods that the description has for the path. */
  readonly methods: readonly string[];
  readonly isProtected: boolean;
  /** Names of the headers and query parameters that hold credentials, in lower case. */
  readonly credentialNames: readonly string[];
  /** Credentials that it asks for and nobody gave. */
  readonly missing: readonly MissingCredential[];
}

/** An operation that no request can be made for. */
export interface LeftOut {
  readonly operation: string;
  /** One sentence. */
  readonly reason: string;
}

/**
 * Makes a request for one operation of a description of any version (2.0 to 3.2): server, path, parameters, body and
 * credentials. The same description and environment give the same request.
 * @throws UserError when the operation is not there, a credential is missing or no value can be made
 */
export async function requestFromSpec(
  source: ContractSource,
  uri: string,
  options: SpecRequestOptions,
  signal: AbortSignal,
): Promise<SpecRequest> {
  const documents = new Documents(source, uri, signal);
  const operations = await listOperations(documents);
  const request = await build(chooseOperation(operations, options.operation), operations, documents, options);
  const [missing] = request.missing;
  if (missing !== undefined) {
    throw new UserError(
      `${request.label} needs ${missing.scheme}; set the environment variable ${missing.variable} to ${missing.what}, or pass it with --header.`,
    );
  }
  return request;
}

/**
 * Makes a request for every operation of a description, or for the one named. Operations that no request can be made
 * for are left out, with the reason.
 */
export async function requestsFromSpec(
  source: ContractSource,
  uri: string,
  options: SpecRequestOptions,
  signal: AbortSignal,
): Promise<{ readonly requests: readonly SpecRequest[]; readonly leftOut: readonly LeftOut[] }> {
  const documents = new Documents(source, uri, signal);
  const all = await listOperations(documents);
  const chosen = options.operation === undefined ? all : [chooseOperation(all, options.operation)];
  const requests: SpecRequest[] = [];
  const leftOut: LeftOut[] = [];
  for (const operation of chosen) {
    signal.throwIfAborted();
    try {
      requests.push(await build(operation, all, documents, options));
    } catch (error) {
      if (!UserError.is(error)) throw error;
      leftOut.push({ operation: `${operation.method} ${operation.path}`, reason: error.message });
    }
  }
  return { requests, leftOut };
}

async function build(
  operation: OperationPlace,
  operations: readonly OperationPlace[],
  documents: Documents,
  { server, headers = [], environment }: SpecRequestOptions,
): Promise<SpecRequest> {
  const base = await serverUrl(operation, documents, server);
  const places = await effectiveParameters(operation, documents);
  const parameters = await sampleParameters(places, documents);
  const body = await sampleBody(operation, places, documents);
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const { credentials, missing } = await credentialsFor(operation, documents, environment, given);
  const responses = await documents.child(operation.operation, "responses");
  const { method, path, operationId } = operation;
  const template: RequestTemplate = {
    method,
    url: base + fillPath(path, parameters) + queryOf(parameters, credentials.query),
    headers: headersOf(parameters, body, credentials, headers, given),
    ...(body !== undefined && { body: { text: body.text } }),
  };
  return {
    label: `${method} ${path}`,
    operationId,
    template,
    server: base,
    path,
    parameters,
    body,
    fields: await bodyFields(body?.json, body?.schema, documents),
    statuses: membersOf(responses.value).map(([status]) => status),
    methods: operations.filter((other) => other.path === path).map((other) => other.method),
    isProtected: await needsCredentials(operation, documents),
    credentialNames: [
      "authorization",
      "cookie",
      ...credentials.headers.map(([name]) => name.toLowerCase()),
      ...credentials.query.map(([name]) => name.toLowerCase()),
    ],
    missing,
  };
}

/** A path with its parameters filled in. @throws UserError for a brace that no parameter describes */
export function fillPath(path: string, parameters: readonly SampledParameter[]): string {
  // What stands between the parameters is text: a "?" there starts no query.
  const literal = path.replace(/[^\x21-\x7E]+|[?#%]/g, encodeURIComponent);
  return literal.replace(/\{([^}]*)\}/g, (_, written: string) => {
    const name = decodeURIComponent(written);
    const parameter = parameters.find((candidate) => candidate.in === "path" && candidate.name === name);
    if (parameter === undefined)
      throw new UserError(`The path ${path} has {${name}}, which no parameter describes; add one.`);
    return pathValue(name, parameter.value, parameter);
  });
}

/** The query of a request, with its question mark; empty when there is none. */
export function queryOf(
  parameters: readonly SampledParameter[],
  more: readonly (readonly [string, string])[],
): string {
  const whole = parameters.find((parameter) => parameter.in === "querystring");
  if (whole !== undefined) return `?${encodeURI(textOf(whole.value)).replaceAll("#", "%23")}`;
  const pairs = parameters
    .filter((parameter) => parameter.in === "query")
    .flatMap((parameter) => queryPairs(parameter.name, parameter.value, parameter));
  const text = [...pairs, ...more]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  return text === "" ? "" : `?${text}`;
}

function headersOf(
  parameters: readonly SampledParameter[],
  body: SampledBody | undefined,
  credentials: { readonly headers: readonly Header[]; readonly cookies: readonly Header[] },
  own: readonly Header[],
  given: ReadonlySet<string>,
): readonly Header[] {
  const described = parameters
    .filter((parameter) => parameter.in === "header")
    .map((parameter): Header => [parameter.name, headerValue(parameter.value, parameter)]);
  const cookies = parameters
    .filter((parameter) => parameter.in === "cookie")
    .map((parameter): Header => [parameter.name, encodeURIComponent(textOf(parameter.value))]);
  const cookie = [...cookies, ...credentials.cookies].map((pair) => pair.join("=")).join("; ");
  const made: readonly Header[] = [
    ...(body === undefined ? [] : [["Content-Type", body.contentType] as const]),
    ...described,
    ...credentials.headers,
    ...(cookie === "" ? [] : [["Cookie", cookie] as const]),
  ];
  return [...made.filter(([name]) => !given.has(name.toLowerCase())), ...own];
}
