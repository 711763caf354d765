const units = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** 340 MB: a number of bytes in the unit that fits, in powers of 1024 as Postgres counts. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)} ${units[unit] ?? ""}`;
}

/** 1.2 M: a count that is read at a glance. */
export function formatCount(count: number): string {
  if (count >= 999_500_000) return `${trim(count / 1e9)} G`;
  if (count >= 999_500) return `${trim(count / 1e6)} M`;
  if (count >= 10_000) return `${Math.round(count / 1000)} k`;
  return count.toLocaleString("en-US");
}

function trim(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, "");
}

const shortNames: readonly (readonly [RegExp, string])[] = [
  [/\btimestamp(\(\d\))? with time zone\b/, "timestamptz$1"],
  [/\btimestamp(\(\d\))? without time zone\b/, "timestamp$1"],
  [/\btime(\(\d\))? with time zone\b/, "timetz$1"],
  [/\btime(\(\d\))? without time zone\b/, "time$1"],
  [/\bcharacter varying\b/, "varchar"],
  [/\bcharacter\b/, "char"],
  [/\bdouble precision\b/, "float8"],
  [/^public\./, ""],
];

/** A type as people write it: timestamptz for `timestamp with time zone`. */
export function shortType(type: string): string {
  return shortNames.reduce((text, [long, short]) => text.replace(long, short), type);
}

const maxLength = 60;

/** One line of a text of the catalog, cut where it gets long. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}
