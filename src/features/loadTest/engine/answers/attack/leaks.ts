import type { SingleAnswer } from "../httpClient.ts";
import type { Verdict } from "./attackCase.ts";

/** What answers give away, whatever they answer. */
export function leakOf({ body, headers, status }: SingleAnswer): Verdict | undefined {
  if (
    /\n\s+at .+\(?.+:\d+:\d+\)?|Traceback \(most recent call last\)|\bat [\w.$]+\([\w]+\.java:\d+\)/.test(
      body,
    )
  )
    return {
      severity: "medium",
      what: `shows a stack trace in an answer of ${status}`,
      fix: "log errors, and answer with a short text without internals",
    };
  if (
    /"(?:password|passwordHash|password_hash|secret|private_?key)"\s*:\s*"[^"]{8,}/i.test(body) &&
    status < 300
  )
    return {
      severity: "high",
      what: "hands out a property named like a secret",
      fix: "leave secrets out of answers",
    };
  if (headers["x-powered-by"] !== undefined)
    return {
      severity: "low",
      what: `names its framework in X-Powered-By: ${headers["x-powered-by"]}`,
      fix: "turn the header off",
    };
  return undefined;
}
