import type { SingleAnswer } from "../httpClient.ts";
import type { Verdict } from "./attackCase.ts";

const stackTrace =
  /(?:\n|&nbsp;)\s*at .+\(?.+:\d+:\d+\)?|Traceback \(most recent call last\)|\bat [\w.$]+\([\w]+\.java:\d+\)/;
const secretProperty = /"(?:password|passwordHash|password_hash|secret|private_?key)"\s*:\s*"[^"]{8,}/i;

/** What an answer gives away, whatever it answers. */
export function leaksOf({ body, headers, status }: SingleAnswer): readonly Verdict[] {
  const framework = headers["x-powered-by"];
  const leaks: readonly (Verdict | false)[] = [
    stackTrace.test(body) && {
      severity: "medium",
      what: `shows a stack trace in an answer of ${status}`,
      fix: "log errors, and answer with a short text without internals",
    },
    secretProperty.test(body) &&
      status < 300 && {
        severity: "high",
        what: "hands out a property named like a secret",
        fix: "leave secrets out of answers",
      },
    framework !== undefined && {
      severity: "low",
      what: `names its framework in X-Powered-By: ${framework}`,
      fix: "turn the header off",
    },
  ];
  return leaks.filter((leak) => leak !== false);
}
