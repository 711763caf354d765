import type { Section, Sections } from "./migrationTool.ts";

interface Marker {
  readonly up: RegExp;
  readonly down: RegExp;
  /** Matches, on the marker's line, what turns the transaction off. */
  readonly withoutTransaction?: RegExp;
}

/** Finds the sections that comment lines open; each ends where the other begins. Patterns have the flags "im". */
export function sectionsByMarkers(text: string, { up, down, withoutTransaction }: Marker): Sections {
  const upAt = up.exec(text);
  const downAt = down.exec(text);
  return {
    up: upAt ? section(upAt, downAt) : undefined,
    down: downAt ? section(downAt, upAt) : undefined,
  };

  function section(own: RegExpExecArray, other: RegExpExecArray | null): Section {
    const start = own.index + own[0].length;
    const end = other && other.index > own.index ? other.index : text.length;
    return { start, end, transaction: withoutTransaction?.test(own[0]) !== true };
  }
}

export function wholeFile(text: string, transaction = true): Section {
  return { start: 0, end: text.length, transaction };
}
