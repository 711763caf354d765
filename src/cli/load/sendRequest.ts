import { Agent, request } from "undici";
import { observe, type Observation } from "../../features/loadTest/engine/answers/rateLimit/observation.ts";
import type { HeaderFields } from "../../features/loadTest/engine/answers/rateLimit/readQuotas.ts";
import type { LoadPlan } from "../../features/loadTest/engine/plan.ts";
import { createRequestFiller } from "../../features/loadTest/engine/requests/fillRequests.ts";
import { UserError } from "../../shared/userError.ts";

/** Sends the first request of a plan, alone. */
export interface SingleSender {
  send(signal: AbortSignal): Promise<Observation>;
  close(): Promise<void>;
}

const longestAnswer = 10_000;

/** A sender for what lies between runs: one connection, the plan's TLS options. */
export function createSender({ targets, tls = {} }: LoadPlan): SingleSender {
  const agent = new Agent({
    connections: 1,
    connect: {
      rejectUnauthorized: tls.insecure !== true,
      ...(tls.ca !== undefined && { ca: tls.ca }),
      ...(tls.cert !== undefined && { cert: tls.cert }),
      ...(tls.key !== undefined && { key: tls.key }),
    },
  });
  const filled = createRequestFiller(targets[0], { index: 0, of: 1 });
  return {
    async send(signal) {
      const { method, url, headers, body, slots } = filled.fill(0);
      const fill = (text: string) =>
        slots.reduce(
          (filledText, slot) => filledText.replaceAll(slot.placeholder, slot.generator.next()),
          text,
        );
      try {
        const answer = await request(fill(url.href), {
          dispatcher: agent,
          method,
          headers: headers.flatMap(([name, value]) => [name, fill(value)]),
          signal: AbortSignal.any([signal, AbortSignal.timeout(longestAnswer)]),
          ...(body !== undefined && { body: slots.length === 0 ? body : fill(body.toString("utf8")) }),
        });
        await answer.body.dump();
        return observe(answer.statusCode, fieldsOf(answer.headers), Date.now());
      } catch (error) {
        signal.throwIfAborted();
        const reason = error instanceof Error ? error.message : String(error);
        throw new UserError(`${method} ${url.origin}${url.pathname} was not answered: ${reason}.`);
      }
    },
    close: () => agent.close(),
  };
}

/** Fields of one name are one list (RFC 9110, §5.3). */
export function fieldsOf(headers: Readonly<Record<string, string | string[] | undefined>>): HeaderFields {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}
