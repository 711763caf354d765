import type { SpecRequest } from "../../fromSpec/requestFromSpec.ts";
import type { SingleAnswer } from "../httpClient.ts";
import { retryAfterSeconds } from "../rateLimit/retryAfter.ts";
import {
  type AttackCase,
  type AttackGroup,
  type AttackOptions,
  type AttackRequest,
  type BaselineAnswer,
  type CaseMaker,
  isSuccess,
  type Severity,
  validRequest,
  type Verdict,
} from "./attackCase.ts";
import { curlCommand, secretsOf } from "./curl.ts";
import { hostileGroups } from "./groups.ts";
import { leaksOf } from "./leaks.ts";

/** A weakness, with everything that shows it. */
export interface AttackFinding {
  readonly operation: string;
  readonly group: AttackGroup;
  readonly severity: Severity;
  /** One sentence: what happens, and what to do. */
  readonly message: string;
  /** Status of the answer; null when there was none. */
  readonly status: number | null;
  /** How many requests showed it. */
  readonly times: number;
  /** Repeats the first of them. */
  readonly curl: string;
}

export interface AttackReport {
  readonly findings: readonly AttackFinding[];
  /** Requests sent by operation; those that were skipped say why. */
  readonly operations: readonly {
    readonly operation: string;
    readonly sent: number;
    readonly inconclusive: number;
    readonly skipped: string | null;
  }[];
  /** Why it ended before its end; null when it did not. */
  readonly stopped: string | null;
}

export interface AttackPorts {
  readonly send: (request: AttackRequest, signal: AbortSignal) => Promise<SingleAnswer>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called before each operation, with how many requests it gets. */
  readonly onOperation?: (operation: string, requests: number) => void;
}

const changing: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);
/** Limiters that ask to wait longer make a case inconclusive, in seconds. */
const longestRetry = 5;
const mostFailures = 10;

/**
 * Sends the hostile requests of every operation, the valid one first: an operation that does not answer its valid
 * request well says nothing about hostile ones and is skipped. Reading methods come first; those that change data are
 * sent on demand only.
 */
export async function runAttacks(
  requests: readonly SpecRequest[],
  options: AttackOptions,
  ports: AttackPorts,
  signal: AbortSignal,
): Promise<AttackReport> {
  const ordered = [...requests].sort((a, b) => Number(isChanging(a)) - Number(isChanging(b)));
  const run = new AttackRun(options, ports);
  for (const request of ordered) {
    if (signal.aborted || run.stopped !== null) break;
    await run.attack(request, signal);
  }
  return run.report(signal.aborted);
}

/** The hostile cases of an operation, without the valid request. */
export function attackCases(request: SpecRequest, options: AttackOptions): readonly AttackCase[] {
  return hostileGroups.flatMap((maker: CaseMaker) => maker(request, options));
}

function isChanging({ template }: SpecRequest): boolean {
  return changing.has(template.method);
}

class AttackRun {
  readonly #options: AttackOptions;
  readonly #ports: AttackPorts;
  readonly #findings = new Map<string, AttackFinding>();
  readonly #operations: AttackReport["operations"][number][] = [];
  #failures = 0;

  constructor(options: AttackOptions, ports: AttackPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  get stopped(): string | null {
    return this.#failures >= mostFailures
      ? `Stopped after ${mostFailures} requests in a row without an answer; the server may be down.`
      : null;
  }

  report(aborted: boolean): AttackReport {
    const rank: readonly Severity[] = ["critical", "high", "medium", "low"];
    const findings = [...this.#findings.values()].sort(
      (a, b) => rank.indexOf(a.severity) - rank.indexOf(b.severity),
    );
    return { findings, operations: this.#operations, stopped: aborted ? "Stopped early." : this.stopped };
  }

  async attack(request: SpecRequest, signal: AbortSignal): Promise<void> {
    const operation = request.label;
    const skip = (skipped: string) => this.#operations.push({ operation, sent: 0, inconclusive: 0, skipped });
    const [missing] = request.missing;
    if (isChanging(request) && !this.#options.mutating) {
      skip("changes data; add --mutating to include it");
      return;
    }
    if (missing !== undefined) {
      skip(`needs ${missing.scheme}; set ${missing.variable} to ${missing.what}`);
      return;
    }
    const baseline = await this.#baseline(request, signal);
    if (typeof baseline === "string") {
      skip(baseline);
      return;
    }
    const cases = attackCases(request, this.#options);
    this.#ports.onOperation?.(operation, cases.length);
    let [sent, inconclusive] = [1, 0];
    for (const attackCase of cases) {
      if (signal.aborted || this.stopped !== null) break;
      sent++;
      if (!(await this.#tryCase(attackCase, baseline, request, signal))) inconclusive++;
    }
    this.#operations.push({ operation, sent, inconclusive, skipped: null });
  }

  /** The answer to the valid request, or why it says nothing. */
  async #baseline(request: SpecRequest, signal: AbortSignal): Promise<BaselineAnswer | string> {
    const valid = validRequest(request);
    const answer = await this.#send(valid, signal);
    if (answer === undefined) return "its valid request was not answered";
    const documented = request.statuses.some((status) => matches(status, answer.status));
    for (const leak of leaksOf(answer)) this.#add(leak, "leak", answer.status, valid, request);
    if (answer.status >= 500) {
      const what = {
        severity: "high",
        what: `answers ${answer.status} to a valid request`,
        fix: "see the server's log",
      } as const;
      this.#add(what, "baseline", answer.status, valid, request);
    } else if (isSuccess(answer.status) && !documented && request.statuses.length > 0) {
      const what = {
        severity: "low",
        what: `answers ${answer.status}, which the description does not have`,
        fix: "describe it",
      } as const;
      this.#add(what, "baseline", answer.status, valid, request);
    }
    return isSuccess(answer.status)
      ? { status: answer.status, time: answer.time, body: answer.body }
      : `its valid request is answered with ${answer.status}; give the description examples that exist`;
  }

  /** @returns false when nothing can be concluded */
  async #tryCase(
    attackCase: AttackCase,
    baseline: BaselineAnswer,
    request: SpecRequest,
    signal: AbortSignal,
  ): Promise<boolean> {
    const answer = await this.#send(attackCase.request, signal);
    if (signal.aborted) return false;
    if (answer === undefined) {
      const what = `gives no answer to ${attackCase.change}: the connection breaks or times out`;
      const verdict = { severity: "medium", what, fix: "answer 400, 413, 414 or 431 instead" } as const;
      this.#add(verdict, attackCase.group, null, attackCase.request, request);
      return true;
    }
    if (answer.status === 429) return false;
    for (const leak of leaksOf(answer)) this.#add(leak, "leak", answer.status, attackCase.request, request);
    const verdict = await this.#verdictOf(attackCase, answer, baseline, signal);
    this.#add(verdict, attackCase.group, answer.status, attackCase.request, request);
    return true;
  }

  async #verdictOf(
    { judge, change, repeats = 0, request }: AttackCase,
    answer: SingleAnswer,
    baseline: BaselineAnswer,
    signal: AbortSignal,
  ): Promise<Verdict | undefined> {
    const verdict = judge(answer, baseline);
    // A delay may be chance; it counts when most repeats show it too.
    for (let again = 0; verdict?.severity === "critical" && again < repeats; again++) {
      const repeated = await this.#send(request, signal);
      if (repeated === undefined || judge(repeated, baseline) === undefined) return undefined;
    }
    if (verdict !== undefined) return verdict;
    const isNotImplemented = answer.status === 501 || answer.status === 505;
    return answer.status >= 500 && !isNotImplemented
      ? {
          severity: "high",
          what: `answers ${answer.status} to ${change}`,
          fix: "refuse what is not valid with 4xx before it reaches the code",
        }
      : undefined;
  }

  /** Sends a request, once more after a short wait when a limiter asks for it. Undefined: there was no answer. */
  async #send(request: AttackRequest, signal: AbortSignal): Promise<SingleAnswer | undefined> {
    try {
      const answer = await this.#ports.send(request, signal);
      this.#failures = 0;
      if (answer.status !== 429) return answer;
      const wait = retryAfterSeconds(answer.headers["retry-after"] ?? "", Date.now());
      if (wait === undefined || wait > longestRetry) return answer;
      await this.#ports.wait(wait * 1000 + 100, signal);
      return await this.#ports.send(request, signal);
    } catch {
      if (!signal.aborted) this.#failures++;
      return undefined;
    }
  }

  /** What the same group shows with the same status in the same words is one finding. */
  #add(
    verdict: Verdict | undefined,
    group: AttackGroup,
    status: number | null,
    request: AttackRequest,
    valid: SpecRequest,
  ): void {
    if (verdict === undefined) return;
    const { label } = valid;
    // What a server gives away is the same everywhere.
    const key =
      group === "leak"
        ? `leak|${verdict.what}`
        : [label, group, status, verdict.severity, verdict.fix].join("|");
    const known = this.#findings.get(key);
    if (known !== undefined) {
      this.#findings.set(key, { ...known, times: known.times + 1 });
      return;
    }
    this.#findings.set(key, {
      operation: label,
      group,
      severity: verdict.severity,
      message: `${label} ${verdict.what}; ${verdict.fix}.`,
      status,
      times: 1,
      curl: curlCommand(request, secretsOf(valid)),
    });
  }
}

/** Whether a status of a description ("201", "2XX", "default") stands for one of an answer. */
function matches(written: string, status: number): boolean {
  if (written.toLowerCase() === "default") return true;
  return written.toUpperCase().endsWith("XX")
    ? written.startsWith(String(status)[0] ?? "")
    : Number(written) === status;
}
