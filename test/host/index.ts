import { writeFileSync } from "node:fs";

/** What one test came to; `error` is the stack of its failure. */
export interface TestResult {
  readonly name: string;
  readonly milliseconds: number;
  readonly error?: string;
}

/** Path of the file that receives the results (TestResult[]); the bundler of test/host/run.ts fills it in. */
declare const resultsFile: string;

const timeout = 60_000;
const tests: { readonly name: string; readonly body: () => Promise<void> | void }[] = [];

/** Registers a test of the suite. Tests run one after the other in the order of their registration. */
export function test(name: string, body: () => Promise<void> | void): void {
  tests.push({ name, body });
}

/**
 * Runs all tests inside the extension host; VS Code calls this.
 * @throws {Error} when a test failed, which VS Code turns into its exit code
 */
export async function run(): Promise<void> {
  const results: TestResult[] = [];
  for (const { name, body } of tests) {
    const result = await runTest(name, body);
    report(result);
    results.push(result);
    // After every test, so that a crash of the extension host loses only what it hit.
    writeFileSync(resultsFile, JSON.stringify(results));
  }
  const failed = results.filter(({ error }) => error !== undefined);
  if (failed.length > 0) throw new Error(`Failed: ${failed.map(({ name }) => name).join(", ")}.`);
}

/** Marks the lines that a person wants to see among everything that VS Code logs. */
export const reportMark = "host-test";

function report({ name, milliseconds, error }: TestResult): void {
  console.log(reportMark, `${error === undefined ? "  ✓" : "  ✗"} ${name} (${milliseconds} ms)`);
  if (error !== undefined) console.log(reportMark, error);
}

async function runTest(name: string, body: () => Promise<void> | void): Promise<TestResult> {
  const start = performance.now();
  const error = await Promise.race([Promise.resolve().then(body), timeLimit()]).then(
    () => undefined,
    (reason: unknown) => (reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)),
  );
  const milliseconds = Math.round(performance.now() - start);
  return { name, milliseconds, ...(error !== undefined && { error }) };
}

async function timeLimit(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`Not done after ${timeout / 1000} s.`)), timeout).unref();
  });
}
