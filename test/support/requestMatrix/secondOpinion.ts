import { once } from "node:events";
import { Agent, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import type { NextFunction, Request, Response } from "express";
import { middleware } from "express-openapi-validator";
import type { Outcome } from "./run.ts";
import { requestIdOf } from "./run.ts";
import { exchange } from "./wire.ts";

/** What another validator says: it lets request and answer pass, or the status with which it refuses one of them. */
export type Opinion = number | "passes" | "refuses the answer";

type Contract = Parameters<typeof middleware>[0]["apiSpec"];

/**
 * Puts express-openapi-validator in front of what a service answered, and sends the same requests again.
 * @param contract a description of OpenAPI 3.0 or 3.1 in one document
 */
export async function secondOpinions(
  contract: object,
  schemes: readonly string[],
  outcomes: readonly Outcome[],
): Promise<readonly Opinion[]> {
  const apiSpec = { ...contract, servers: [{ url: "/" }] } as unknown as Contract;
  const server = createServer(createGateway(apiSpec, schemes, outcomes)).listen(0);
  await once(server, "listening");
  const agent = new Agent({ keepAlive: true });
  try {
    const { port } = server.address() as AddressInfo;
    const opinions: Opinion[] = [];
    for (const [index, { tested }] of outcomes.entries()) {
      const { status, headers } = await exchange(port, tested.request, requestIdOf(index), agent);
      const verdict = headers["x-verdict"];
      opinions.push(verdict === undefined ? "passes" : verdict === "answer" ? "refuses the answer" : status);
    }
    return opinions;
  } finally {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  }
}

function createGateway(
  apiSpec: Contract,
  schemes: readonly string[],
  outcomes: readonly Outcome[],
): ReturnType<typeof express> {
  const app = express();
  app.use(express.json({ strict: false, type: ["json", "+json"] }));
  app.use(express.urlencoded({ extended: true }), express.text());
  app.use(express.raw({ type: "application/octet-stream" }));
  app.use((req: Request, _res: Response, next: NextFunction) => {
    const pairs = (req.get("cookie") ?? "").split("; ").map((pair) => pair.split("="));
    Object.assign(req, { cookies: Object.fromEntries(pairs) as unknown });
    next();
  });
  app.use(
    middleware({
      apiSpec,
      validateApiSpec: false,
      validateRequests: true,
      validateResponses: true,
      validateSecurity: { handlers: Object.fromEntries(schemes.map((name) => [name, verify])) },
    }),
  );
  app.use((req: Request, res: Response) => {
    const outcome = outcomes[Number(req.get("x-request-id")?.slice("case-".length))];
    const { status = 500, text = "" } = outcome?.answer ?? {};
    const type = outcome?.answer.headers["content-type"] ?? "";
    res.locals["answered"] = true;
    res.status(status);
    if (/[/+]json\b/.test(type)) res.type(type).json(JSON.parse(text));
    else if (type === "") res.end();
    else res.type(type).send(text);
  });
  app.use((error: { readonly status?: number }, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    res.setHeader("X-Verdict", res.locals["answered"] === true ? "answer" : "request");
    res.status(error.status ?? 500).json(error);
  });
  return app;
}

/** Knows the same people as the service does. */
function verify(req: Request, scopes: readonly string[]): boolean {
  const said =
    JSON.stringify([req.headers, req.url]) +
    Buffer.from(req.get("authorization")?.split(" ")[1] ?? "", "base64").toString();
  if (scopes.length > 0 && said.includes("plain")) throw Object.assign(new Error("scopes"), { status: 403 });
  return said.includes("good") || said.includes("plain");
}
