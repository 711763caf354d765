import type { FolderFile, MigrationTool } from "./tools/migrationTool.ts";

/** The moment as migration tools count it: "20261122195100", in UTC. */
export function timestampVersion(now: Date): string {
  return now.toISOString().replace(/[-:T]/g, "").slice(0, 14);
}

/**
 * The version of the next file in a folder: the moment, or the next number where the folder counts; later than all
 * that is there.
 */
export function nextVersion(tool: MigrationTool, existing: readonly FolderFile[], now: Date): string {
  const versions = existing.flatMap(({ path }) => tool.identify(path)?.version ?? []);
  const last = versions
    .filter((version) => /^\d+$/.test(version))
    .sort(byNumber)
    .at(-1);
  const moment = timestampVersion(now);
  if (last === undefined) return moment;
  if (last.length <= 6) return String(Number(last) + 1).padStart(last.length, "0");
  if (last.length === 13) return String(Math.max(now.getTime(), Number(last) + 1));
  return byNumber(last, moment) < 0 ? moment : after(last);
}

/** The version that follows another: one more, or one second later. */
export function after(version: string): string {
  if (version.length !== 14) return String(BigInt(version) + 1n).padStart(version.length, "0");
  const [, date, hour, minute, second] = /^(\d{8})(\d\d)(\d\d)(\d\d)$/.exec(version) ?? [];
  if (date === undefined) return String(BigInt(version) + 1n);
  const iso = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${hour ?? "00"}:${minute ?? "00"}:${second ?? "00"}Z`;
  const time = Date.parse(iso);
  return Number.isNaN(time) ? String(BigInt(version) + 1n) : timestampVersion(new Date(time + 1000));
}

function byNumber(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Makes words into a file name: "add orders.status" → "add_orders_status", 60 characters at most. */
export function slug(words: string): string {
  const plain = words
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
  return plain.slice(0, 60).replace(/_+$/, "") || "change_schema";
}
