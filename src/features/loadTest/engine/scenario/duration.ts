const secondsOf = { ms: 0.001, s: 1, m: 60 } as const;

/** Reads "30s", "500ms", "2m" or "30" as seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m)?\s*$/.exec(text);
  if (!match) return undefined;
  const unit = (match[2] ?? "s") as keyof typeof secondsOf;
  return Math.round(Number(match[1]) * secondsOf[unit] * 1000) / 1000;
}

/** Prints seconds the short way: "30s", "500ms", "2m". */
export function printDuration(seconds: number): string {
  if (seconds > 0 && seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
