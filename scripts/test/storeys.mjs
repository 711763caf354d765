import { existsSync, readFileSync } from "node:fs";

const vitest = (folder) => (resultsFile) => [
  "vitest",
  "run",
  folder,
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${resultsFile}`,
];

const countVitest = ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests }) => ({
  passed: numPassedTests,
  failed: numFailedTests,
  skipped: numPendingTests + numTodoTests,
});

const countHost = ({ passed, failed }) => ({ passed, failed, skipped: 0 });

const countPlaywright = ({ stats: { expected, flaky, unexpected, skipped } }) => ({
  passed: expected + flaky,
  failed: unexpected,
  skipped,
});

/**
 * The storeys, from the ground up: how each is run, and how its results file is counted. One without a results file
 * counts only when it fails.
 */
export const storeys = {
  check: { command: () => ["npm", "run", "--silent", "check"] },
  unit: { command: vitest("test/unit"), count: countVitest },
  server: { command: vitest("test/server"), count: countVitest },
  host: {
    inEditor: true,
    command: (resultsFile) => ["node", "test/host/run.ts", "--json", resultsFile],
    count: countHost,
  },
  e2e: {
    inEditor: true,
    command: () => ["playwright", "test"],
    environment: (resultsFile) => ({ E2E_RESULTS: resultsFile }),
    count: countPlaywright,
  },
  desktop: {
    onlyWhenNamed: true,
    command: (resultsFile) => ["node", "test/host/desktop.ts", "--json", resultsFile],
    count: countHost,
  },
};

/**
 * What a storey came to. A storey that ended badly failed at least once, whatever its results say; one that ran no
 * test failed too.
 */
export function readCounts(name, resultsFile, exitCode) {
  const { count } = storeys[name];
  if (!count) return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  if (!existsSync(resultsFile)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = count(JSON.parse(readFileSync(resultsFile, "utf8")));
  const ranNothing = counts.passed + counts.failed === 0;
  return exitCode !== 0 || ranNothing ? { ...counts, failed: Math.max(counts.failed, 1) } : counts;
}

/** One line a storey, and the sum alone on the last line. */
export function summarize(lines) {
  const sum = (key) => lines.reduce((total, line) => total + line[key], 0);
  const total = { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
  const width = Math.max(...lines.map(({ name }) => name.length));
  const rows = lines.map(({ name, seconds, ...counts }) => {
    const outcome = storeys[name].count ? sentence(counts) : counts.failed === 0 ? "clean" : "failed";
    return `${name.padEnd(width)}  ${outcome} (${seconds} s)`;
  });
  return { text: [...rows, "", sentence(total)].join("\n"), failed: total.failed };
}

function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
