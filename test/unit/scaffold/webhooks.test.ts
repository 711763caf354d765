import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameworkNames } from "../../../src/features/scaffold/engine/index.ts";
import type { Files } from "../../support/scaffoldPlans.ts";
import {
  contract,
  folderOf,
  generated,
  json,
  planFor,
  planForFixture,
  writeBelowArtifacts,
  written,
} from "../../support/scaffoldPlans.ts";

const order = {
  type: "object",
  required: ["id", "total"],
  properties: { id: { type: "integer", readOnly: true }, total: { type: "number", minimum: 0 } },
};

const paths = {
  "/orders": {
    post: {
      operationId: "placeOrder",
      tags: ["orders"],
      requestBody: { content: json({ $ref: "#/components/schemas/Order" }) },
      responses: { "204": { description: "placed" } },
      callbacks: {
        onShipped: {
          "{$request.body#/callbackUrl}": {
            post: {
              requestBody: { content: json({ type: "string" }) },
              responses: { "204": { description: "thanks" } },
            },
          },
        },
      },
    },
  },
};

const placed = {
  post: {
    summary: "An order was placed",
    parameters: [{ name: "X-Event", in: "header", required: true, schema: { type: "string" } }],
    requestBody: { required: true, content: json({ $ref: "#/components/schemas/Order" }) },
    responses: {
      "200": {
        description: "seen",
        content: json({ type: "object", required: ["seen"], properties: { seen: { type: "boolean" } } }),
      },
      "410": { description: "no longer interested" },
    },
  },
};

function root(key = "webhooks", openapi = "3.1.0"): unknown {
  return {
    ...(contract(paths, { schemas: { Order: order } }, openapi) as object),
    [key]: { "order.placed": placed },
  };
}

describe("what a service sends", () => {
  it.each([
    ["webhooks", "3.1.0"],
    ["x-webhooks", "3.0.3"],
  ])("has types from %s of %s", async (key, openapi) => {
    const files = written(await planFor(root(key, openapi)));
    const text = files[`${generated}/webhooks.ts`];
    expect(text).toContain('headers: {\n    "X-Event": string;\n  };\n  body: Order;');
    expect(text).toContain(
      "OrderPlacedWebhookAnswer = { status: 200; body: { seen: boolean } } | { status: 410 };",
    );
    expect(text).toContain("Its URL: {$request.body#/callbackUrl}");
    expect(text).toContain("orderPlaced: outgoing<OrderPlacedWebhook, OrderPlacedWebhookAnswer>(");
    expect(text).toContain("placeOrderOnShipped: outgoing<");
  });

  it("has no route", async () => {
    const plan = await planFor(root());
    const routes = plan.files.filter(({ path }) => path.startsWith(`${generated}/routes/`));
    expect(routes.map(({ path }) => path)).toEqual([`${generated}/routes/orders.ts`]);
    expect(plan.operations).toBe(1);
  });

  it("is nothing where the contract lets it send nothing", async () => {
    const { files } = await planFor(contract({}));
    expect(files.filter(({ path }) => /webhook|outgoing/.test(path))).toEqual([]);
    expect(files.find(({ path }) => path === ".env.example")?.contents).not.toContain("WEBHOOK");
  });

  it("is the callbacks of the operations that are asked for, without webhooks when some are left out", async () => {
    const more = { ...(root() as object), paths: { ...paths, "/other": { get: { responses: {} } } } };
    const files = written(await planFor(more, { operations: ["/paths/~1orders/post"] }));
    expect(files[`${generated}/webhooks.ts`]).toContain("placeOrderOnShipped");
    expect(files[`${generated}/webhooks.ts`]).not.toContain("orderPlaced");
  });

  it("keeps its names, and what was made of what signs it", async () => {
    const first = written(await planFor(root()));
    expect(
      (await planFor(root(), { files: first })).files.every(({ action }) => action === "unchanged"),
    ).toBe(true);
    const edited: Files = { ...first, "src/webhooks/send.ts": `${first["src/webhooks/send.ts"]}// mine\n` };
    // Another one of the same name comes before it.
    const both = { ...(root() as object), webhooks: { order_placed: placed, "order.placed": placed } };
    const second = written(await planFor(both, { files: edited }), edited);
    expect(second["src/webhooks/send.ts"]).toContain("// mine");
    const before = second[`${generated}/webhooks.ts`]?.split("export const")[1] ?? "";
    expect(before.indexOf("orderPlacedWebhook: ")).toBeGreaterThan(0);
    expect(before.indexOf("orderPlacedWebhook: ")).toBeLessThan(before.indexOf("orderPlaced: "));
  });

  it("may be described in other documents", async () => {
    const document = {
      ...(contract({}) as object),
      webhooks: { done: { $ref: "hooks.yaml#/done" } },
    };
    const hooks =
      "done: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/Done' } } } }, responses: {} } }\nDone: { type: object, properties: { at: { type: string } } }";
    const files = written(await planFor(document, { others: { "hooks.yaml": hooks } }));
    expect(files[`${generated}/webhooks.ts`]).toContain("body?: Done");
    const broken = planFor(document, { others: { "hooks.yaml": "other: {}" } });
    await expect(broken).rejects.toThrow("webhooks.done: $ref 'hooks.yaml#/done' leads nowhere");
  });

  it("is told apart whatever it is called", async () => {
    const files = written(await planForFixture("pitfalls.yaml", "express", folderOf({})));
    const requests = files[`${generated}/webhooks.ts`]?.split("export const webhookRequests")[1];
    for (const name of ["petAdopted", "classPost", "classPut", "pinged", "postEverythingDone"])
      expect(requests).toContain(`  ${name}: outgoing<`);
  });
});

interface Sent {
  readonly name: string;
  readonly url: string;
}

interface Signature {
  readonly verifyWebhook: (
    headers: IncomingHttpHeaders,
    body: Uint8Array,
    secrets: readonly Buffer[],
  ) => boolean;
}

describe.each(frameworkNames)("a webhook from a service on %s", (framework) => {
  let folder = "";
  let make: (url: string, sent: unknown) => Sent;
  let send: (request: Sent) => Promise<unknown>;
  let verify: Signature["verifyWebhook"];
  const secret = randomBytes(32);
  const environment = { WEBHOOK_SECRETS: `whsec_${secret.toString("base64")}` };
  let reply: { readonly status: number; readonly body?: string; readonly location?: string } = {
    status: 200,
  };
  const received: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      const { status, body, location } = reply;
      response.writeHead(status, {
        "content-type": "application/json",
        ...(location !== undefined && { location }),
      });
      response.end(body);
    });
  });
  let url = "";

  const load = async <Module>(file: string): Promise<Module> =>
    (await import(/* @vite-ignore */ join(folder, "src", file))) as Module;

  beforeAll(async () => {
    folder = await writeBelowArtifacts(await planFor(root(), { framework }), `webhooks-${framework}`);
    const { webhookRequests } = await load<{ webhookRequests: Record<string, typeof make> }>(
      "api/generated/webhooks.ts",
    );
    make = (...sent) => (webhookRequests["orderPlaced"] ?? expect.fail())(...sent);
    const { createWebhookSender } = await load<{
      createWebhookSender: (settings: Record<string, string>, log: unknown) => typeof send;
    }>("webhooks/send.ts");
    send = createWebhookSender(environment, pino({ level: "silent" }));
    verify = (await load<Signature>("webhooks/signature.ts")).verifyWebhook;
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  });

  afterAll(async () => {
    receiver.closeAllConnections();
    receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  const sent = { headers: { "X-Event": "order" }, body: { id: 1, total: 2 } };

  it("is signed so that its receiver knows it from any other", async () => {
    reply = { status: 200, body: '{"seen":true}' };
    expect(await send(make(url, sent))).toEqual({ status: 200, body: { seen: true } });
    const { headers, body } = received.at(-1) ?? { headers: {}, body: Buffer.alloc(0) };
    expect({ event: headers["x-event"], body: body.toString() }).toEqual({
      event: "order",
      body: '{"id":1,"total":2}',
    });
    expect(verify(headers, body, [secret])).toBe(true);
    expect(verify(headers, Buffer.from('{"id":1,"total":3}'), [secret])).toBe(false);
    expect(verify(headers, body, [randomBytes(32)])).toBe(false);
    expect(verify(headers, body, [])).toBe(false);
  });

  it("is not sent when it is not what the contract describes", async () => {
    const count = received.length;
    await expect(send(make(url, { ...sent, body: { id: 1, total: -2 } }))).rejects.toThrow(
      "body.total must be >= 0",
    );
    expect(received.length).toBe(count);
  });

  it.each([
    ["another status", { status: 500 }, "was answered with 500"],
    ["another body", { status: 200, body: '{"seen":1}' }, "body.seen must be boolean"],
    ["another place", { status: 302, location: "http://127.0.0.1:9/" }, "fetch failed"],
    ["too much", { status: 200, body: `"${"x".repeat(1_100_000)}"` }, "too long"],
  ])("is not delivered when the answer is %s", async (_, answer, message) => {
    reply = answer;
    await expect(send(make(url, sent))).rejects.toThrow(message);
  });

  it("may be answered with a status alone", async () => {
    reply = { status: 410 };
    expect(await send(make(url, sent))).toEqual({ status: 410 });
  });

  it("is not sent without a secret, nor in the clear from production", async () => {
    const { createWebhookSender } = await load<{
      createWebhookSender: (settings: Record<string, string>, log: unknown) => typeof send;
    }>("webhooks/send.ts");
    const log = pino({ level: "silent" });
    await expect(createWebhookSender({}, log)(make(url, sent))).rejects.toThrow("WEBHOOK_SECRETS");
    const production = createWebhookSender({ ...environment, NODE_ENV: "production" }, log);
    await expect(production(make(url, sent))).rejects.toThrow("HTTPS only");
  });
});
