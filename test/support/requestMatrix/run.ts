import { Agent } from "node:http";
import type { AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { isObject, valueAt } from "../../../src/features/loadTest/engine/fromSpec/json.ts";
import type { FrameworkName } from "../../../src/features/scaffold/engine/index.ts";
import type { MatrixCase } from "../requestMatrix.ts";
import type { Handlers } from "../servedRoutes.ts";
import { serveRoutes } from "../servedRoutes.ts";
import type { SecurityNames } from "./credentials.ts";
import { verifiersFor } from "./credentials.ts";
import type { WireAnswer } from "./wire.ts";
import { exchange } from "./wire.ts";

/** A case, and what the service answered. */
export interface Outcome {
  readonly tested: MatrixCase;
  readonly answer: WireAnswer;
  /** What the handler was given, if the request reached it. */
  readonly input: unknown;
}

const parallel = 8;

/** Serves a scaffolded service with handlers that answer what the cases say, and sends it all of them. */
export async function runMatrix(
  framework: FrameworkName,
  folder: string,
  cases: readonly MatrixCase[],
  security: SecurityNames,
): Promise<readonly Outcome[]> {
  const inputs = new Map<number, unknown>();
  const handlersFor = (names: readonly string[]): Handlers =>
    Object.fromEntries(
      names.map((name) => [
        name,
        (input, { requestId }) => {
          const index = Number(requestId.slice("case-".length));
          inputs.set(index, input);
          return cases[index]?.reply;
        },
      ]),
    );
  const verifiers = verifiersFor(security);
  const server = await serveRoutes(framework, folder, handlersFor, verifiers, true, 200_000);
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  try {
    return await sendAll(cases, (server.address() as AddressInfo).port, agent, inputs);
  } finally {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  }
}

/** The id by which a handler knows a case. */
export function requestIdOf(index: number): string {
  return `case-${String(index).padStart(6, "0")}`;
}

async function sendAll(
  cases: readonly MatrixCase[],
  port: number,
  agent: Agent,
  inputs: ReadonlyMap<number, unknown>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = cases.entries();
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (const [index, tested] of queue) {
        const answer = await exchange(port, tested.request, requestIdOf(index), agent);
        outcomes[index] = { tested, answer, input: inputs.get(index) };
      }
    }),
  );
  return outcomes;
}

/** What is wrong with an outcome, in one line; undefined when it is as the contract says. */
export function problemOf(outcome: Outcome): string | undefined {
  const problem = wrongStatus(outcome) ?? wrongHeader(outcome) ?? wrongInput(outcome) ?? wrongError(outcome);
  const { operation, kind, what } = outcome.tested;
  return problem && `${operation}, ${kind}, ${what}: ${problem}`;
}

function wrongStatus({ tested, answer }: Outcome): string | undefined {
  return answer.status === tested.status
    ? undefined
    : `${answer.status} instead of ${tested.status} ${answer.text.slice(0, 300)}`;
}

function wrongHeader({ tested, answer: { status, headers } }: Outcome): string | undefined {
  if (status === 401 && (headers["www-authenticate"] ?? "") === "") return "no WWW-Authenticate";
  const allow = (headers.allow ?? "").split(", ");
  const missing = (tested.methods ?? []).find((method) => !allow.includes(method));
  return missing && `Allow lacks ${missing}`;
}

const placeNames: Readonly<Record<string, string>> = {
  path: "params",
  query: "query",
  header: "headers",
  cookie: "cookies",
};

function wrongInput({ tested: { operation, parameters = [], body }, input }: Outcome): string | undefined {
  for (const { name, in: location, value, style, schema } of parameters) {
    const isShared = style === "form" && isObject(value);
    const isJson = typeof value === "string" && valueAt(schema.value, "type") !== "string";
    const isDeep = isObject(value) && Object.values(value).some((item) => typeof item === "object");
    // Nothing has no spelling in a query.
    const isEmpty = isObject(value) && Object.keys(value).length === 0;
    if (location === "path" && !operation.includes(`{${name}}`)) continue;
    if (isShared || isJson || isDeep || isEmpty || name === "__proto__") continue;
    const given = valueAt(valueAt(input, placeNames[location] ?? location), name);
    if (!isDeepStrictEqual(given, value))
      return `${location}.${name} is ${JSON.stringify(given)} instead of ${JSON.stringify(value)}`;
  }
  const given = valueAt(input, "body");
  return body === undefined || isDeepStrictEqual(given, body)
    ? undefined
    : `the body is ${JSON.stringify(given)} instead of ${JSON.stringify(body)}`;
}

/** Errors look as the contract says, or like our own envelope, and name what is wrong. */
function wrongError({ tested: { kind, field, fitsError }, answer }: Outcome): string | undefined {
  if (answer.status < 400 || kind === "wrong method") return undefined;
  const body = JSON.parse(answer.text) as unknown;
  const details = valueAt(valueAt(body, "error"), "details");
  const isEnvelope = Array.isArray(details) && valueAt(body, "meta") !== undefined;
  if (fitsError === undefined ? !isEnvelope : !fitsError(body))
    return `another error shape: ${answer.text.slice(0, 200)}`;
  if (field === undefined) return undefined;
  const names = isEnvelope ? details.map((detail) => String(valueAt(detail, "field"))) : undefined;
  const isNamed =
    names?.some((name) => overlap(name, field)) ??
    answer.text.includes(field.split(".").slice(0, 2).join("."));
  return isNamed ? undefined : `${field} is not named: ${answer.text.slice(0, 300)}`;
}

/** Whether one of two places is inside the other. */
function overlap(one: string, other: string): boolean {
  return `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`);
}
