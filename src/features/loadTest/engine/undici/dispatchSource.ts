import type { LoadTarget } from "../plan.ts";
import { createRequestFiller, type FilledRequest, type GeneratedSlot } from "../requests/fillRequests.ts";
import type { Share } from "../requests/generators.ts";

/** A request as undici takes it. */
export interface DispatchRequest {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  /** Names and values in turns. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
  /** Bytes of the body. */
  readonly bytes: number;
}

export interface DispatchSource {
  next(): DispatchRequest;
}

const preparedAhead = 10_000;

/** The requests of a target in the order in which this worker sends them. @throws UserError as the filler does */
export function createDispatchSource(target: LoadTarget, share: Share): DispatchSource {
  const filler = createRequestFiller(target, share);
  const ahead = filler.count <= preparedAhead ? filler.count : 0;
  const filled = Array.from({ length: ahead }, (_, index) => filler.fill(index));
  let next = share.index % filler.count;
  return {
    next() {
      const request = filled[next] ?? filler.fill(next);
      next = (next + share.of) % filler.count;
      return dispatchRequest(request);
    },
  };
}

const defaults = [
  ["user-agent", "senior-backend"],
  ["accept", "*/*"],
] as const;

function dispatchRequest({ method, url, headers, body, slots }: FilledRequest): DispatchRequest {
  const fresh = freshValues(slots);
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const all = [...defaults.filter(([name]) => !given.has(name)), ...headers];
  const sent = body && slots.length > 0 ? Buffer.from(fresh(body.toString("latin1")), "latin1") : body;
  return {
    origin: url.origin,
    method,
    path: fresh(`${url.pathname}${url.search}`),
    headers: all.flatMap(([name, value]) => [name, fresh(value)]),
    body: sent ?? null,
    bytes: sent?.length ?? 0,
  };
}

/** Replaces placeholders by values of this request: the same slot has the same value all over it. */
function freshValues(slots: readonly GeneratedSlot[]): (text: string) => string {
  const values = slots.map(({ placeholder, generator }) => [placeholder, generator.next()] as const);
  return (text) =>
    values.reduce((filled, [placeholder, value]) => filled.replaceAll(placeholder, value), text);
}
