import type { Quota, QuotaReading } from "./quota.ts";
import { countOf, dictionaryMembers, listMembers, type Member } from "./structured.ts";

/** Header fields by lower-case name; several fields of one name are joined with ", ". */
export type HeaderFields = Readonly<Record<string, string>>;

/**
 * Reads every set of rate-limit fields that a response carries: RateLimit and RateLimit-Policy as lists of named
 * policies (draft 8 to 11), as a dictionary (draft 7), the three fields of draft 6 and before, and X-RateLimit-*.
 * @param now milliseconds since the epoch, for resets that are points in time
 */
export function readQuotas(fields: HeaderFields, now: number): QuotaReading {
  const problems: string[] = [];
  const quotas = [
    ...combinedQuotas(fields, problems),
    ...separateQuotas(fields, problems),
    ...legacyQuotas(fields, now, problems),
  ];
  return { quotas, problems };
}

/** `RateLimit` in one field: named items since draft 8, a dictionary in draft 7. */
function combinedQuotas(fields: HeaderFields, problems: string[]): readonly Quota[] {
  const text = fields["ratelimit"];
  if (text === undefined) return [];
  const named = listMembers(text);
  if (named?.every(({ value }) => typeof value === "string") === true)
    return namedQuotas(named, fields, problems);
  const dictionary = dictionaryMembers(text);
  if (dictionary?.has("limit") === true || dictionary?.has("remaining") === true)
    return [dictionaryQuota(dictionary, fields, problems)];
  problems.push(
    `RateLimit: ${text} is neither a list of named limits ("default";r=50;t=30) nor limit=, remaining=, reset=.`,
  );
  return [];
}

function namedQuotas(items: readonly Member[], fields: HeaderFields, problems: string[]): readonly Quota[] {
  const policies = namedPolicies(fields["ratelimit-policy"], problems);
  return items.map(({ value, parameters }): Quota => {
    const name = typeof value === "string" ? value : "";
    const remaining = countOf(parameters.get("r"));
    if (remaining === undefined)
      problems.push(`RateLimit: "${name}" has no r, the remaining quota as a whole number of 0 or more.`);
    const reset = optionalCount(parameters, "t", `RateLimit: "${name}"`, problems);
    const policy = policies?.get(name);
    if (policies !== undefined && policy === undefined)
      problems.push(`RateLimit names "${name}", which RateLimit-Policy does not.`);
    return { dialect: "draft 8 to 11", name, remaining, reset, ...policy };
  });
}

interface Policy {
  readonly limit: number | undefined;
  readonly window: number | undefined;
}

function namedPolicies(
  text: string | undefined,
  problems: string[],
): ReadonlyMap<string, Policy> | undefined {
  if (text === undefined) return undefined;
  const items = listMembers(text);
  if (items?.every(({ value }) => typeof value === "string") !== true) {
    problems.push(`RateLimit-Policy: ${text} is no list of named policies ("default";q=100;w=60).`);
    return undefined;
  }
  return new Map(
    items.map(({ value, parameters }) => {
      const name = typeof value === "string" ? value : "";
      const limit = countOf(parameters.get("q"));
      if (limit === undefined)
        problems.push(`RateLimit-Policy: "${name}" has no q, the quota as a whole number of 0 or more.`);
      const key = parameters.get("pk");
      if (key !== undefined && !(key instanceof ArrayBuffer))
        problems.push(`RateLimit-Policy: "${name}" has a pk that is no byte sequence (:…:).`);
      return [
        name,
        { limit, window: windowOf(parameters, `RateLimit-Policy: "${name}"`, problems) },
      ] as const;
    }),
  );
}

function dictionaryQuota(
  members: ReadonlyMap<string, Member>,
  fields: HeaderFields,
  problems: string[],
): Quota {
  const part = (key: string) => {
    const count = countOf(members.get(key)?.value);
    if (count === undefined) problems.push(`RateLimit: ${key} is missing or no whole number of 0 or more.`);
    return count;
  };
  const [limit, remaining, reset] = [part("limit"), part("remaining"), part("reset")];
  const window = numberedWindow(fields["ratelimit-policy"], limit, problems);
  return { dialect: "draft 7", limit, remaining, reset, window };
}

/** RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset, up to draft 6. */
function separateQuotas(fields: HeaderFields, problems: string[]): readonly Quota[] {
  const names = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"] as const;
  if (names.every((name) => fields[name] === undefined)) return [];
  const [limit, remaining, reset] = names.map((name) => {
    const text = fields[name];
    if (text === undefined) return undefined;
    // Drafts 3 to 5 list the policies behind the limit: `100, 100;w=60`.
    const count = countOf(listMembers(text)?.[0]?.value);
    if (count === undefined) problems.push(`${name}: ${text} is no whole number of 0 or more.`);
    return count;
  });
  const policy = fields["ratelimit-policy"] ?? fields["ratelimit-limit"];
  return [{ dialect: "draft 6", limit, remaining, reset, window: numberedWindow(policy, limit, problems) }];
}

/** The window of a policy list such as `100;w=60, 1000;w=3600`: that of the limit in force. */
function numberedWindow(
  text: string | undefined,
  limit: number | undefined,
  problems: string[],
): number | undefined {
  if (text === undefined) return undefined;
  const policies = listMembers(text);
  if (policies?.every(({ value }) => countOf(value) !== undefined) !== true) {
    problems.push(`RateLimit-Policy: ${text} is no list of quotas (100;w=60).`);
    return undefined;
  }
  const inForce = policies.filter(({ value, parameters }) => value === limit && parameters.has("w"));
  const policy = inForce[0] ?? policies.find(({ parameters }) => parameters.has("w"));
  return policy && windowOf(policy.parameters, "RateLimit-Policy:", problems);
}

function legacyQuotas(fields: HeaderFields, now: number, problems: string[]): readonly Quota[] {
  return ["x-ratelimit", "x-rate-limit"].flatMap((prefix): readonly Quota[] => {
    const [limitText, remainingText, resetText] = ["limit", "remaining", "reset"].map(
      (part) => fields[`${prefix}-${part}`],
    );
    if (limitText === undefined && remainingText === undefined) return [];
    return [
      {
        dialect: "X-RateLimit",
        limit: legacyCount(`${prefix}-limit`, limitText, problems),
        remaining: legacyCount(`${prefix}-remaining`, remainingText, problems),
        reset: legacyReset(`${prefix}-reset`, resetText, now, problems),
      },
    ];
  });
}

function legacyCount(name: string, text: string | undefined, problems: string[]): number | undefined {
  if (text === undefined) return undefined;
  const digits = /^\d+(?=$|[\s,;])/.exec(text.trim())?.[0];
  if (digits === undefined) problems.push(`${name}: ${text} is no whole number of 0 or more.`);
  return digits === undefined ? undefined : Number(digits);
}

/** No document says whether it is a point in time or a distance; a number that large can only be the former. */
function legacyReset(
  name: string,
  text: string | undefined,
  now: number,
  problems: string[],
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number) && Number.isNaN(Date.parse(text))) {
    problems.push(`${name}: ${text} is neither seconds nor a point in time.`);
    return undefined;
  }
  if (number < 1e9) return number;
  const time = Number.isNaN(number) ? Date.parse(text) : number > 1e11 ? number : number * 1000;
  return Math.max(0, (time - now) / 1000);
}

function windowOf(parameters: Member["parameters"], place: string, problems: string[]): number | undefined {
  const window = optionalCount(parameters, "w", place, problems);
  if (window === 0) problems.push(`${place} has a window of 0 seconds.`);
  return window;
}

function optionalCount(
  parameters: Member["parameters"],
  key: string,
  place: string,
  problems: string[],
): number | undefined {
  if (!parameters.has(key)) return undefined;
  const count = countOf(parameters.get(key));
  if (count === undefined) problems.push(`${place} has a ${key} that is no whole number of seconds.`);
  return count;
}
