/** Prints milliseconds with three significant digits and their unit: "0.42 ms", "18.2 ms", "1,204 ms". */
export function formatMs(ms: number): string {
  return `${formatFigure(ms)} ms`;
}

/** Prints a number with three significant digits, more where it is whole: "0.042", "9.1", "18.2", "4,812". */
export function formatFigure(value: number): string {
  if (value === 0) return "0";
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { maximumFractionDigits: Math.min(decimals, 4) });
}

/** Prints a share from 0 to 1 in percent; the least that is not nothing is "<0.01 %". */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.0001) return "<0.01 %";
  return `${(share * 100).toLocaleString("en", { maximumFractionDigits: share < 0.1 ? 2 : 1 })} %`;
}

const steps = [
  { seconds: 60, unit: "s", divisor: 1 },
  { seconds: 3600, unit: "min", divisor: 60 },
  { seconds: 86_400, unit: "h", divisor: 3600 },
  { seconds: Infinity, unit: "d", divisor: 86_400 },
] as const;

/** Says how long ago something was: "just now", "5 min ago", "2 h ago", "3 d ago". */
export function formatAge(thenMs: number, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - thenMs) / 1000);
  if (seconds < 45) return "just now";
  const step = steps.find((candidate) => seconds < candidate.seconds) ?? steps[3];
  return `${Math.max(1, Math.floor(seconds / step.divisor))} ${step.unit} ago`;
}
