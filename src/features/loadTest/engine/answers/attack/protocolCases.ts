import {
  type AttackCase,
  type AttackRequest,
  type CaseMaker,
  isSuccess,
  validRequest,
  withHeaders,
} from "./attackCase.ts";
import type { SpecRequest } from "../../fromSpec/requestFromSpec.ts";

/** Bodies that are too large or too deep; a server survives them by refusing. */
export const sizeCases: CaseMaker = (request) => {
  const valid = validRequest(request);
  const url = new URL(valid.url);
  url.searchParams.set("q", "a".repeat(10_000));
  const survives = () => undefined;
  const manyHeaders = Array.from({ length: 100 }, (_, index) => [`X-Extra-${index}`, "1"] as const);
  const cases: readonly AttackCase[] = [
    {
      group: "size",
      change: "a query of 10,000 characters",
      request: { ...valid, url: url.href },
      judge: survives,
    },
    {
      group: "size",
      change: "100 more headers",
      request: withHeaders(valid, [], manyHeaders),
      judge: survives,
    },
  ];
  if (request.body?.json === undefined) return cases;
  const bodies = [
    {
      change: "a body of 1 MB",
      body: JSON.stringify({ a: "a".repeat(1_048_576) }),
      script: 'JSON.stringify({a:"a".repeat(1048576)})',
    },
    {
      change: "a list of 10,000 items",
      body: `[${"1,".repeat(9_999)}1]`,
      script: "JSON.stringify(Array(10000).fill(1))",
    },
    {
      change: "JSON that nests 10,000 deep",
      body: "[".repeat(10_000) + "]".repeat(10_000),
      script: '"[".repeat(10000)+"]".repeat(10000)',
    },
  ];
  return [
    ...cases,
    ...bodies.map(({ change, body, script }): AttackCase => ({
      group: "size",
      change,
      request: { ...valid, body, bodyScript: script },
      judge: ({ status }) =>
        isSuccess(status)
          ? { severity: "low", what: `accepts ${change}`, fix: "limit the size and the shape of bodies" }
          : undefined,
    })),
  ];
};

const expiredToken =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwiZXhwIjoxfQ.c2lnbmF0dXJlLXRoYXQtaXMtbm90LW9uZQ";
const unsignedToken = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIxIiwicm9sZSI6ImFkbWluIn0.";

/** A protected operation must refuse everything but its credentials. */
export const authCases: CaseMaker = (request) => {
  if (!request.isProtected) return [];
  const anonymous = withoutCredentials(request);
  const bearer = (value: string) => withHeaders(anonymous, [], [["Authorization", value]]);
  const own = validRequest(request).headers.find(([name]) => name.toLowerCase() === "authorization")?.[1];
  const tries: readonly (readonly [change: string, request: AttackRequest])[] = [
    ["no credentials", anonymous],
    ["an empty Authorization header", bearer("")],
    ["a malformed token", bearer("Bearer x")],
    ["an expired token with a made-up signature", bearer(`Bearer ${expiredToken}`)],
    ["an unsigned token (alg none)", bearer(`Bearer ${unsignedToken}`)],
    ["credentials of another scheme", bearer("Basic YWRtaW46YWRtaW4=")],
    ...(own === undefined ? [] : [["a valid token with something appended", bearer(`${own}x`)] as const]),
  ];
  return tries.map(([change, attempt]) => ({
    group: "auth",
    change,
    request: attempt,
    judge: ({ status }) => {
      if (isSuccess(status))
        return {
          severity: "critical",
          what: `is protected by the description and answers ${status} to ${change}`,
          fix: "check credentials before anything else and answer 401",
        };
      const isRefused = status === 401 || status === 403 || status === 429;
      return isRefused || status >= 500
        ? undefined
        : {
            severity: "low",
            what: `answers ${status} to ${change}`,
            fix: "answer 401, and check credentials before the rest of the request",
          };
    },
  }));
};

function withoutCredentials(request: SpecRequest): AttackRequest {
  const valid = validRequest(request);
  const url = new URL(valid.url);
  const names = [...url.searchParams.keys()].filter((name) =>
    request.credentialNames.includes(name.toLowerCase()),
  );
  for (const name of names) url.searchParams.delete(name);
  const stripped = names.length === 0 ? valid : { ...valid, url: url.href };
  return withHeaders(stripped, request.credentialNames, []);
}

/** Bodies that are not what their Content-Type says, or of none that the description knows. */
export const contentTypeCases: CaseMaker = (request) => {
  const { body } = request;
  if (body?.json === undefined) return [];
  const valid = validRequest(request);
  const typed = (type: string | undefined, text: string) =>
    withHeaders(
      { ...valid, body: text },
      ["content-type"],
      type === undefined ? [] : [["Content-Type", type]],
    );
  const tries = [
    ["no Content-Type", typed(undefined, body.text), "low"],
    ["a body of text/plain", typed("text/plain", "hello"), "medium"],
    ["a body of XML", typed("application/xml", "<a>1</a>"), "medium"],
    ["JSON that ends too early", typed(body.contentType, body.text.slice(0, -1)), "medium"],
    ["JSON with garbage after it", typed(body.contentType, `${body.text} garbage`), "medium"],
    ["an empty body", typed(body.contentType, ""), "medium"],
  ] as const;
  return tries.map(([change, attempt, severity]) => ({
    group: "content type",
    change,
    request: attempt,
    judge: ({ status }) =>
      isSuccess(status)
        ? {
            severity,
            what: `accepts ${change}`,
            fix: "answer 415 to other media types and 400 to bodies that do not parse",
          }
        : undefined,
  }));
};

/** Methods that the description does not have. Those that change data are sent on demand only. */
export const verbCases: CaseMaker = (request, { mutating }) => {
  const valid = withHeaders({ ...validRequest(request), body: undefined }, ["content-type"], []);
  const harmless = ["TRACE", "SENIORTEST"];
  const changing = mutating ? ["PUT", "PATCH", "DELETE", "POST"] : [];
  const undocumented = [...harmless, ...changing].filter((method) => !request.methods.includes(method));
  const methods = undocumented.map((method): AttackCase => ({
    group: "verbs",
    change: `the method ${method}, which is not described`,
    request: { ...valid, method },
    judge: ({ status, headers }) => {
      if (isSuccess(status))
        return {
          severity: "medium",
          what: `answers ${status} to ${method}, which is not described`,
          fix: method === "TRACE" ? "turn TRACE off" : "answer 405 with Allow, or describe the method",
        };
      return status === 405 && headers["allow"] === undefined
        ? {
            severity: "low",
            what: `answers 405 without an Allow header`,
            fix: "list the methods in Allow (RFC 9110, §15.5.6)",
          }
        : undefined;
    },
  }));
  if (request.template.method !== "GET") return methods;
  const override = withHeaders(valid, [], [["X-HTTP-Method-Override", "SENIORTEST"]]);
  return [
    ...methods,
    {
      group: "verbs",
      change: "X-HTTP-Method-Override",
      request: override,
      judge: ({ status }, baseline) =>
        status === baseline.status || status === 429
          ? undefined
          : {
              severity: "low",
              what: "obeys X-HTTP-Method-Override, which gets around rules for methods",
              fix: "ignore the header unless a client needs it",
            },
    },
  ];
};

/** Headers that no client sends by itself. */
export const headerCases: CaseMaker = (request) => {
  const valid = validRequest(request);
  const elsewhere = "attacker.example";
  const split = new URL(valid.url);
  const splitUrl = `${split.href}${split.search === "" ? "?" : "&"}next=%0d%0aX-Injected:%20yes`;
  return [
    {
      group: "headers",
      change: "another Host",
      request: withHeaders(valid, ["host"], [["Host", elsewhere]]),
      judge: ({ body, headers }) =>
        body.includes(elsewhere) || (headers["location"] ?? "").includes(elsewhere)
          ? {
              severity: "medium",
              what: "repeats the Host header of the request in its answer",
              fix: "build links from a configured address, not from Host",
            }
          : undefined,
    },
    {
      group: "headers",
      change: "line breaks in a query value",
      request: { ...valid, url: splitUrl },
      judge: ({ headers }) =>
        headers["x-injected"] === undefined
          ? undefined
          : {
              severity: "critical",
              what: "lets line breaks of a query value into its headers (response splitting)",
              fix: "never put input into headers without encoding it",
            },
    },
    {
      group: "headers",
      change: "a cookie of 12 kB",
      request: withHeaders(valid, [], [["Cookie", `big=${"a".repeat(12_000)}`]]),
      judge: () => undefined,
    },
  ];
};
