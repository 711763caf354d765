import { redact } from "../../../../shared/redact.ts";
import type { LoadResult, ResponseSample, TargetResult } from "../result.ts";

/** Values shorter than this stand in ordinary text too often to be searched for. */
const shortestSecret = 4;

/**
 * The result without the values of secrets, for keeping: where one stands in an address, a sample or a message, its
 * `${NAME}` is written; cookies and what looks like a credential are hidden.
 */
export function redactResult(result: LoadResult, secrets: ReadonlyMap<string, string>): LoadResult {
  const spellings = [...secrets].flatMap(([name, value]) =>
    value.length < shortestSecret
      ? []
      : spellingsOf(value).map((spelling) => [spelling, `\${${name}}`] as const),
  );
  const hide = (text: string) =>
    spellings.reduce((safe, [spelling, name]) => safe.replaceAll(spelling, name), text);
  return {
    ...result,
    plan: {
      ...result.plan,
      targets: result.plan.targets.map(({ label, requests }) => ({
        label: hide(label),
        requests: requests.map(({ method, url }) => ({ method, url: hide(url) })),
      })),
    },
    targets: result.targets.map((target) => redactTarget(target, hide)),
  };
}

function redactTarget(target: TargetResult, hide: (text: string) => string): TargetResult {
  return {
    ...target,
    label: hide(target.label),
    url: hide(target.url),
    samples: target.samples.map((sample) => redactSample(sample, hide)),
    errorSamples: target.errorSamples.map((sample) => ({ ...sample, message: redact(hide(sample.message)) })),
  };
}

function redactSample(sample: ResponseSample, hide: (text: string) => string): ResponseSample {
  return {
    ...sample,
    headers: sample.headers
      .filter(([name]) => !/^(?:set-cookie|.*auth.*)$/i.test(name))
      .map(([name, value]) => [name, hide(value)] as const),
    body: redact(hide(sample.body)),
  };
}

/** As it is, and as it stands in an address, in JSON and in Basic credentials. */
function spellingsOf(value: string): readonly string[] {
  return [...new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])];
}
