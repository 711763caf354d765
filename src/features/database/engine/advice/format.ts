import { formatBytes, formatCount } from "../explorer/wording.ts";
import type { Evidence } from "./finding.ts";

/** "rows in orders: 1.2 M" */
export function evidenceText({ name, value, unit }: Evidence): string {
  return `${name}: ${typeof value === "string" ? value : figure(value, unit)}`;
}

function figure(value: number, unit: Evidence["unit"]): string {
  switch (unit) {
    case "bytes":
      return formatBytes(value);
    case "ms":
      return `${value < 10 ? value.toFixed(2) : formatCount(Math.round(value))} ms`;
    case "%":
      return `${value < 10 ? value.toFixed(1) : String(Math.round(value))} %`;
    case "days":
      return value < 1 ? `${(value * 24).toFixed(1)} h` : `${String(Math.round(value))} days`;
    case "rows":
    case "calls":
    case "scans":
    case undefined:
      return formatCount(Math.round(value));
  }
}

/** A share of one as people say it. */
export function percent(share: number): number {
  return Math.round(share * 1000) / 10;
}

/** Characters of a line that an editor shows without scrolling. */
const lineLength = 96;

/** Breaks a sentence into lines between its words. */
export function wrapped(sentence: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of sentence.split(" ")) {
    if (line !== "" && line.length + word.length >= lineLength) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
