/** `src/webhooks/signature.ts`. */
export const signatureSource = `import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Signatures of webhooks as Standard Webhooks has them (standardwebhooks.com): an HMAC-SHA256 over
 * "id.timestamp.body" with a secret that sender and receiver share. Receivers need this file too.
 */
export interface SignatureHeaders {
  /** The same each time a message is sent again, so that receivers know it when it comes twice. */
  readonly "webhook-id": string;
  /** Seconds since 1970. */
  readonly "webhook-timestamp": string;
  /** "v1,<base64>", several of them separated by spaces while secrets are exchanged. */
  readonly "webhook-signature": string;
}

/** How far clocks may differ, and how late a message may come. Older ones could be somebody's recordings. */
const toleranceSeconds = 5 * 60;

/**
 * The secrets in WEBHOOK_SECRETS, as "whsec_<base64>" separated by commas: all of them sign, and each of them is enough
 * to verify. Empty where there is none: then nothing is sent, and nothing is taken for genuine.
 * @throws when one is malformed or shorter than 24 bytes
 */
export function webhookSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): readonly Buffer[] {
  return (environment["WEBHOOK_SECRETS"] ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => {
      const secret = Buffer.from(entry.replace(/^whsec_/, ""), "base64");
      if (!entry.startsWith("whsec_") || secret.length < 24)
        throw new Error("WEBHOOK_SECRETS is not a list of whsec_<base64> with 24 bytes or more each.");
      return secret;
    });
}

/** The headers that prove where a message comes from. @throws when there is no secret to sign with */
export function signWebhook(
  id: string,
  body: string | Uint8Array,
  secrets: readonly Buffer[],
  now = new Date(),
): SignatureHeaders {
  if (secrets.length === 0) throw new Error("Nothing signs webhooks yet: set WEBHOOK_SECRETS.");
  if (id === "" || id.includes(".")) throw new Error("The id of a webhook is not empty and has no dot.");
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = secrets.map((secret) => \`v1,\${mac(secret, id, timestamp, body).toString("base64")}\`);
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

/**
 * Whether a message is genuine and recent. What is signed are the bytes as they came: a body that was parsed and
 * written again is another one. Receivers should remember ids for as long as the tolerance, and drop what comes twice.
 * @param headers by their names in lower case, as Node has them
 */
export function verifyWebhook(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: Uint8Array,
  secrets: readonly Buffer[],
  now = new Date(),
): boolean {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const signature = headers["webhook-signature"];
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signature !== "string") return false;
  if (id === "" || id.includes(".") || !/^\\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) return false;
  const expected = secrets.map((secret) => mac(secret, id, timestamp, body));
  const given = signature
    .split(" ", 20)
    .filter((part) => part.startsWith("v1,"))
    .map((part) => Buffer.from(part.slice("v1,".length), "base64"));
  return expected.some((right) =>
    given.some((candidate) => candidate.length === right.length && timingSafeEqual(candidate, right)),
  );
}

function mac(secret: Buffer, id: string, timestamp: string, body: string | Uint8Array): Buffer {
  return createHmac("sha256", secret).update(\`\${id}.\${timestamp}.\`).update(body).digest();
}
`;

/** `src/webhooks/send.ts`. */
export const sendSource = `import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { checkOutgoing, readAnswer } from "../api/generated/outgoing.ts";
import type { OutgoingRequest } from "../api/generated/outgoing.ts";
import { signWebhook, webhookSecrets } from "./signature.ts";

export interface SendOptions {
  /** Id of the message: the same when it is sent again. */
  readonly id?: string;
  readonly signal?: AbortSignal;
}

/**
 * Signs and sends one request of \`webhookRequests\`, once, and returns what its receiver answered.
 * @throws when it is not what the contract describes, nobody answers in time, or the answer is not in the contract
 */
export type SendWebhook = <Answer>(
  request: OutgoingRequest<Answer>,
  options?: SendOptions,
) => Promise<Answer>;

const timeoutMs = 10_000;

/**
 * What sends webhooks and callbacks; make it in \`src/dependencies.ts\`, where handlers find it. The URL of a callback is a
 * client's choice: before it is called, hold it against what that client registered, or your own network can be reached
 * through it. Whoever retries does so later, with the same id; a queue is the place for that.
 */
export function createWebhookSender(
  environment: Readonly<Record<string, string | undefined>>,
  log: Logger,
): SendWebhook {
  const secrets = webhookSecrets(environment);
  const isProduction = environment["NODE_ENV"] === "production";
  if (secrets.length === 0) log.warn("webhooks cannot be signed: set WEBHOOK_SECRETS; until then none is sent");
  return async (request, { id = randomUUID(), signal } = {}) => {
    if (isProduction && new URL(request.url).protocol !== "https:")
      throw new Error(\`\${request.name} is sent over HTTPS only.\`);
    await checkOutgoing(request);
    const body = request.body ?? "";
    const timeout = AbortSignal.timeout(timeoutMs);
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers, ...signWebhook(id, body, secrets) },
      ...(request.body !== undefined && { body: request.body }),
      // A redirect would lead to where nobody checked.
      redirect: "error",
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    log.info({ webhook: request.name, id, status: response.status }, "webhook sent");
    return await readAnswer(request, response);
  };
}
`;

/** `test/webhooks.test.ts`. */
export const webhooksTestSource = `import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { signWebhook, verifyWebhook, webhookSecrets } from "../src/webhooks/signature.ts";

const body = Buffer.from('{"what":"happened"}');
const secrets = [randomBytes(32)];
const signed = signWebhook("message-1", body, secrets);
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

test("a signed webhook is genuine", () => {
  assert.equal(verifyWebhook({ ...signed }, body, secrets), true);
  assert.equal(verifyWebhook({ ...signed }, body, [randomBytes(32), ...secrets]), true);
});

test("anything else is not", () => {
  assert.equal(verifyWebhook({ ...signed }, Buffer.from('{"what":"else"}'), secrets), false);
  assert.equal(verifyWebhook({ ...signed, "webhook-id": "message-2" }, body, secrets), false);
  assert.equal(verifyWebhook({ ...signed, "webhook-signature": "v1," }, body, secrets), false);
  assert.equal(verifyWebhook({ ...signed }, body, [randomBytes(32)]), false);
  assert.equal(verifyWebhook({}, body, secrets), false);
});

test("what comes too late or too early is not", () => {
  assert.equal(verifyWebhook({ ...signed }, body, secrets, minutes(4)), true);
  assert.equal(verifyWebhook({ ...signed }, body, secrets, minutes(6)), false);
  assert.equal(verifyWebhook({ ...signed }, body, secrets, minutes(-6)), false);
});

test("without a secret nothing is signed and nothing is genuine", () => {
  assert.deepEqual(webhookSecrets({}), []);
  assert.throws(() => signWebhook("message-1", body, []), /WEBHOOK_SECRETS/);
  assert.equal(verifyWebhook({ ...signed }, body, []), false);
  assert.throws(() => webhookSecrets({ WEBHOOK_SECRETS: "whsec_short" }), /24 bytes/);
});
`;
