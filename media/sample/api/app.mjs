import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { ApiError, invalid, methodNotAllowed, notFound, notJson, tooLarge, unauthorized } from "./errors.mjs";
import { operations } from "./operations.mjs";

const bodyLimit = 100_000;
const corsHeaders = { "Access-Control-Allow-Origin": "*" };
const probes = new Set(["/livez", "/readyz"]);
const routes = operations.map((operation) => ({ ...operation, segments: operation.path.split("/") }));

/** The request listener of the whole API. */
export function createApi({ store, token, rateLimit }) {
  return async function listen(request, response) {
    const requestId = requestIdOf(request);
    const baseHeaders = { ...corsHeaders, "X-Request-Id": requestId };
    try {
      Object.assign(baseHeaders, rateLimit?.(request.socket.remoteAddress));
      const result = await answer(request, store, token);
      send(response, result.status, envelope(result, requestId), { ...baseHeaders, ...result.headers });
    } catch (error) {
      const refusal = error instanceof ApiError ? error : internalError(error, requestId);
      send(response, refusal.status, refused(refusal, requestId), { ...baseHeaders, ...refusal.headers });
    }
  };
}

async function answer(request, store, token) {
  const url = parseUrl(request.url);
  if (probes.has(url.pathname)) return { status: 200, data: { status: "ok" } };
  const matches = routes.map((route) => match(route, url.pathname)).filter(Boolean);
  if (matches.length === 0) throw notFound(`There is nothing at ${url.pathname.slice(0, 200)}.`);
  const allow = matches.map(({ route }) => route.method).join(", ");
  if (request.method === "OPTIONS") return preflight(allow);
  const found = matches.find(({ route }) => route.method === request.method);
  if (!found) throw methodNotAllowed(allow);
  if (token && found.route.security.length > 0) authenticate(request, url, token, found.route.security);
  return await run(found, url, request, store);
}

async function run({ route, pathParams }, url, request, store) {
  const params = check(route.params, readParams(route.params, pathParams, url.searchParams));
  const body = route.body && check(route.body, await readJson(request));
  return route.handle({ params, body, store });
}

function preflight(allow) {
  const headers = {
    Allow: allow,
    "Access-Control-Allow-Methods": allow,
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Request-Id",
  };
  return { status: 204, headers };
}

function parseUrl(target) {
  try {
    const url = new URL(`http://localhost${target}`);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw invalid("The address is not a valid one.", [{ field: "path", message: "has a broken escape" }]);
  }
}

/** Tells whether a path fits a route's template, and what stands in for the template's names. */
function match(route, pathname) {
  const given = pathname.split("/");
  if (given.length !== route.segments.length) return undefined;
  const pathParams = {};
  for (const [index, segment] of route.segments.entries()) {
    const value = decodeURIComponent(given[index]);
    if (segment.startsWith("{")) pathParams[segment.slice(1, -1)] = value;
    else if (segment !== value) return undefined;
  }
  return { route, pathParams };
}

function readParams(checks, pathParams, query) {
  const params = {};
  for (const name of checks.names) {
    const values = name in pathParams ? [pathParams[name]] : query.getAll(name);
    if (values.length > 0) params[name] = values;
  }
  return params;
}

/** Returns the checked value, with defaults filled in. */
function check(checks, value) {
  const details = [];
  const checked = checks(value, "", (field, message) => details.push({ field: field || "body", message }));
  if (details.length > 0) throw invalid("The request does not match the contract.", details);
  return checked;
}

async function readJson(request) {
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) throw notJson();
  const bytes = await readBody(request);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw invalid("The request's body is not JSON.", [{ field: "body", message: "is not valid JSON" }]);
  }
}

function readBody(request) {
  if (Number(request.headers["content-length"]) > bodyLimit) throw tooLarge(bodyLimit);
  return new Promise((resolve, reject) => {
    const chunks = [];
    let size = 0;
    request.on("data", (chunk) => {
      size += chunk.length;
      if (size > bodyLimit) reject(tooLarge(bodyLimit));
      else chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => reject(invalid("The request's body broke off.")));
  });
}

function authenticate(request, url, token, security) {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const given = { bearerAuth: bearer, partnerKey: url.searchParams.get("api_key") };
  if (!security.some((scheme) => isSame(given[scheme] ?? "", token))) throw unauthorized();
}

function isSame(given, expected) {
  const digest = (text) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function requestIdOf(request) {
  const given = request.headers["x-request-id"];
  return given && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}

function envelope({ status, data, page }, requestId) {
  return status === 204 ? undefined : { data, meta: { requestId, ...page } };
}

function refused({ code, message, details }, requestId) {
  return { error: { code, message, details }, meta: { requestId } };
}

/** What went wrong is for the log; the caller learns that it did. */
function internalError(error, requestId) {
  console.error(requestId, error);
  return new ApiError(500, "internal_error", "Something broke on our side.");
}

function send(response, status, body, headers) {
  if (response.destroyed) return;
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}
