import { cautions, type LoadReport } from "./loadReport.ts";
import { escapeXml } from "./xml.ts";

/** One expectation of any kind, as a test case. */
export interface JunitCase {
  readonly name: string;
  readonly className: string;
  /** Why it failed; undefined when it did not. */
  readonly failure?: string | undefined;
  readonly skipped?: string | undefined;
  /** In seconds. */
  readonly seconds?: number;
}

/** JUnit XML as CI systems read it: a case for every expectation, check and comparison. */
export function formatJunit(report: LoadReport): string {
  const { result, expectations, baseline, rateLimit } = report;
  const [target] = result.targets;
  const className = target?.label ?? "load";
  const answered: JunitCase = {
    name: "requests are answered",
    className,
    seconds: target?.seconds ?? 0,
    failure: target?.requests === 0 ? cautions(report).join(" ") : undefined,
  };
  const expected = expectations.map(({ expect, ok, shown }): JunitCase => ({
    name: expect,
    className,
    failure: ok ? undefined : `actual: ${shown}`,
  }));
  const checks = (rateLimit ?? []).map(({ check, outcome, text }): JunitCase => ({
    name: check,
    className: `${className} rate limit`,
    failure: outcome === "failed" ? text : undefined,
    skipped: outcome === "skipped" ? text : undefined,
  }));
  const compared: readonly JunitCase[] =
    baseline === undefined
      ? []
      : [
          {
            name: "no worse than the baseline",
            className,
            failure: baseline.regressions.join(" ") || undefined,
          },
        ];
  return junitDocument(className, [answered, ...expected, ...checks, ...compared]);
}

/** A JUnit document with one suite. */
export function junitDocument(suite: string, cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter((test) => test.skipped !== undefined).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="senior-backend">',
    `  <testsuite name="${escapeXml(suite)}" tests="${cases.length}" failures="${failures}" skipped="${skipped}">`,
    ...cases.map(caseElement),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseElement({ name, className, failure, skipped, seconds = 0 }: JunitCase): string {
  const open = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(className)}" time="${seconds.toFixed(3)}"`;
  if (failure !== undefined)
    return `${open}>\n      <failure message="${escapeXml(failure)}"/>\n    </testcase>`;
  if (skipped !== undefined)
    return `${open}>\n      <skipped message="${escapeXml(skipped)}"/>\n    </testcase>`;
  return `${open}/>`;
}
