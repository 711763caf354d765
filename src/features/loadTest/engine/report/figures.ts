import type { Pace } from "../plan.ts";
import type { Interval } from "../result.ts";

/** A time as people read it: "0.42 ms", "18.2 ms", "182 ms", "1.82 s"; "–" when there are not enough samples. */
export function time(ms: number | null): string {
  if (ms === null) return "–";
  return ms >= 1000 ? `${significant(ms / 1000)} s` : `${significant(ms)} ms`;
}

/** Three significant figures, no more decimals than say something. */
export function significant(value: number): string {
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  const decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** A rate as people read it: "4,812 req/s", "0.53 req/s". */
export function rate(value: number): string {
  return `${value >= 100 ? count(value) : significant(value)} req/s`;
}

/** A share of 0 to 1 as a percentage: "0.02 %". */
export function percentage(share: number): string {
  const value = share * 100;
  return `${value === 0 || value >= 10 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

/** Bytes per second or bytes: "1.2 MB". */
export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return `${step === 0 ? Math.round(value) : significant(value / 1000 ** step)} ${units[step] ?? "B"}`;
}

export function range(interval: Interval | null, show: (value: number) => string): string {
  return interval === null ? "" : `${show(interval[0])}–${show(interval[1])}`;
}

/** Seconds as people read them: "30 s", "2 min". */
export function duration(seconds: number): string {
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${Number(seconds.toFixed(1))} s`;
}

/** How a plan sends, in words: "50 connections, closed loop". */
export function paceInWords(pace: Pace): string {
  switch (pace.kind) {
    case "closed":
      return `${plural(pace.concurrency, "connection")}, closed loop`;
    case "rate":
      return `${count(pace.rate)} req/s, fixed rate`;
    case "stages": {
      const steps = pace.stages.map(
        (stage) => `${count(stage.target)} req/s over ${duration(stage.duration / 1000)}`,
      );
      return `from ${count(pace.startRate)} to ${steps.join(", then ")}`;
    }
  }
}

export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}
