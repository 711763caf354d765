import * as z from "zod/mini";
import { limits } from "./scenario.ts";

// Shapes are interpreted, never compiled to code.
z.config({ jitless: true });

/** What a value must be; completes "set it to …" in messages and describes the field in the JSON schema. */
const must = (error: string) => ({ error });

const bounded = (least: number, most: number, what: string) =>
  z.number(must(what)).check(z.gte(least, must(what)), z.lte(most, must(what)));

const whole = (least: number, most: number) => {
  const what = `a whole number from ${least} to ${most}`;
  return z.int(must(what)).check(z.gte(least, must(what)), z.lte(most, must(what)));
};

const durationText = `a duration such as "30s", "500ms" or "2m"`;

/** Seconds as a number, or a text with its unit. */
const duration = z.union(
  [
    z.number(must(durationText)).check(z.gte(0, must(durationText))),
    z.string().check(z.regex(/^\d+(\.\d+)?\s*(ms|s|m)$/, must(durationText))),
  ],
  must(durationText),
);

const text = z.string(must("a text"));
const flag = z.boolean(must("true or false"));
const status = whole(100, 599);
const rate = bounded(0, limits.rate, `a number of requests per second up to ${limits.rate}`);

const address = text.check(
  z.regex(/^([Hh][Tt][Tt][Pp][Ss]?:\/\/|\$\{)\S+$/, must("an address that starts with http:// or https://")),
);

const request = z.strictObject(
  {
    method: z._default(text.check(z.regex(/^[A-Za-z-]+$/, must("a method such as GET or POST"))), "GET"),
    url: address,
    compareUrl: z.optional(address),
    headers: z.optional(
      z.record(z.string(), z.union([text, z.number(), z.array(text)], must("a text or a list of texts"))),
    ),
    body: z.optional(
      z.union(
        [text, z.record(z.string(), z.unknown()), z.array(z.unknown())],
        must("a text, or a value that is sent as JSON"),
      ),
    ),
    data: z.optional(text),
  },
  must("fields of a request: url, method, headers, body, data, compareUrl"),
);

const load = z.strictObject(
  {
    connections: z.optional(whole(1, limits.connections)),
    duration: z.optional(duration),
    requests: z.optional(whole(1, limits.requests)),
    rate: z.optional(rate),
    stages: z.optional(
      z
        .array(z.strictObject({ rate, duration }), must("a list of stages"))
        .check(z.minLength(1, must("one stage or more"))),
    ),
    warmUp: z.optional(duration),
    timeout: z.optional(duration),
    keepAlive: z.optional(flag),
    http2: z.optional(flag),
    insecure: z.optional(flag),
  },
  must("fields such as connections, duration and rate"),
);

const expectations = z.strictObject(
  {
    status: z.optional(z.union([status, z.array(status)], must("a status code or a list of them"))),
    thresholds: z.optional(z.array(text, must("a list of texts such as p95<200ms"))),
    rateLimit: z.optional(flag),
  },
  must("fields such as status and thresholds"),
);

/** A scenario as it stands in a file; the shipped JSON schema is made from it. */
export const scenarioFile = z.strictObject(
  {
    name: z.string(must("a name")).check(z.minLength(1, must("a name"))),
    spec: z.optional(text),
    operation: z.optional(text),
    request,
    load: z.optional(load),
    expect: z.optional(expectations),
  },
  must("fields: name, request, load, expect"),
);

export type ScenarioFile = z.infer<typeof scenarioFile>;

/** JSON schema (draft 2020-12) of scenario files, for editors. */
export function scenarioSchema(): object {
  return { title: "Load test scenario of Senior Backend", ...z.toJSONSchema(scenarioFile, { io: "input" }) };
}
