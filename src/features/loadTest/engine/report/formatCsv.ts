import { statusClasses } from "../result.ts";
import type { LoadReport } from "./loadReport.ts";

/** A row a second of every target (RFC 4180): throughput, latency in ms, statuses and errors; negative seconds warm up. */
export function formatCsv({ result }: LoadReport): string {
  const head = [
    "target",
    "second",
    "requests_per_second",
    "p50_ms",
    "p95_ms",
    "p99_ms",
    "max_ms",
    ...statusClasses,
    "errors",
    "bytes",
  ];
  const rows = result.targets.flatMap(({ label, series }) =>
    series.map(({ at, seconds, requests, p50, p95, p99, max, classes, errors, bytesIn }) => [
      label,
      at,
      Number((requests / seconds).toFixed(3)),
      ...[p50, p95, p99, max].map((value) => (value === null ? "" : Number(value.toFixed(4)))),
      ...statusClasses.map((name) => classes[name]),
      errors,
      bytesIn,
    ]),
  );
  return `${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A spreadsheet takes text that starts with these for a formula. */
const formulaStart = /^[=+\-@\t\r]/;

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = formulaStart.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
