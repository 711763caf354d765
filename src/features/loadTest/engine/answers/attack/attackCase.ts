import type { SpecRequest } from "../../fromSpec/requestFromSpec.ts";
import type { Header } from "../../plan.ts";
import type { SingleAnswer } from "../httpClient.ts";

/** The thirteen groups; each asks one question about an operation. */
export const attackGroups = [
  "baseline",
  "types",
  "required",
  "bounds",
  "size",
  "auth",
  "content type",
  "verbs",
  "mass assignment",
  "injection",
  "identifiers",
  "headers",
  "leak",
] as const;

export type AttackGroup = (typeof attackGroups)[number];

export type Severity = "critical" | "high" | "medium" | "low";

/** A request as an attack changes it. */
export interface AttackRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body?: string | undefined;
  /** JavaScript that writes the body, for bodies too long to print. */
  readonly bodyScript?: string | undefined;
}

/** What an answer shows, in plain words. */
export interface Verdict {
  readonly severity: Severity;
  /** What happened, as the start of a sentence about the operation: "answers 500 to …". */
  readonly what: string;
  /** What to do about it. */
  readonly fix: string;
}

/** What the valid request was answered with. */
export interface BaselineAnswer {
  readonly status: number;
  /** In ms. */
  readonly time: number;
  readonly body: string;
}

export interface AttackCase {
  readonly group: AttackGroup;
  /** What was changed, as in "a number where name is a string". */
  readonly change: string;
  readonly request: AttackRequest;
  /** Undefined when the answer is as it should be. An answer of 5xx is judged before. */
  readonly judge: (answer: SingleAnswer, baseline: BaselineAnswer) => Verdict | undefined;
  /** Times that a suspicious delay must repeat before it counts. */
  readonly repeats?: number;
}

/** Makes the cases of one group for an operation. */
export type CaseMaker = (request: SpecRequest, options: AttackOptions) => readonly AttackCase[];

export interface AttackOptions {
  /** Methods that change data may be sent. */
  readonly mutating: boolean;
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The valid request of an operation. */
export function validRequest({ template }: SpecRequest): AttackRequest {
  const { method, url, headers = [], body } = template;
  return { method, url, headers, ...(body !== undefined && "text" in body && { body: body.text }) };
}

/** A request without the headers of these names, and with others. */
export function withHeaders(
  request: AttackRequest,
  removed: readonly string[],
  added: readonly Header[],
): AttackRequest {
  const names = new Set(removed.map((name) => name.toLowerCase()));
  return {
    ...request,
    headers: [...request.headers.filter(([name]) => !names.has(name.toLowerCase())), ...added],
  };
}
