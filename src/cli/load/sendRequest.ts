import { sendOnce } from "../../features/loadTest/engine/answers/httpClient.ts";
import { observe, type Observation } from "../../features/loadTest/engine/answers/rateLimit/observation.ts";
import type { LoadPlan } from "../../features/loadTest/engine/plan.ts";
import { createRequestFiller } from "../../features/loadTest/engine/requests/fillRequests.ts";
import { redact } from "../../shared/redact.ts";
import { UserError } from "../../shared/userError.ts";

/** Sends the first request of a plan, alone, and reads what the answer says about limits. */
export type SingleSender = (signal: AbortSignal) => Promise<Observation>;

const longestAnswer = 10_000;

/** A sender for what lies between runs, with the plan's TLS options. */
export function createSender({ targets, tls = {} }: LoadPlan): SingleSender {
  const filler = createRequestFiller(targets[0], { index: 0, of: 1 });
  return async (signal) => {
    const { method, url, headers, body, slots } = filler.fill(0);
    const fill = (text: string) =>
      slots.reduce((filled, slot) => filled.replaceAll(slot.placeholder, slot.generator.next()), text);
    const request = {
      method,
      url: fill(url.href),
      headers: headers.map(([name, value]) => [name, fill(value)] as const),
      body: slots.length === 0 || body === undefined ? body : fill(body.toString("utf8")),
    };
    try {
      const { status, headers: fields } = await sendOnce(request, tls, longestAnswer, signal);
      return observe(status, fields, Date.now());
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? redact(error.message) : "unknown error";
      throw new UserError(`${method} ${url.origin}${url.pathname} was not answered: ${reason}.`);
    }
  };
}
