import { cutJsonPart } from "./cutJson.ts";
import { cutYamlPart } from "./cutYaml.ts";
import { jsonLevelsAfter, yamlLevelsAfter } from "./levels.ts";
import type { Format, Segment } from "./segment.ts";

/** A text in the place of some segments, from the first to the last one. */
export interface Replacement {
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** The same with the segment in front, since the text may go on with it, and with broken lines beside it. */
export function widened(segments: readonly Segment[], { first, last, text }: Replacement): Replacement {
  let wide = { first, last, text };
  for (let next = segments[last + 1]; next; next = segments[wide.last + 1]) {
    // A line that lost its end goes on in what follows.
    if (!next.broken && wide.text.endsWith("\n")) break;
    wide = { ...wide, last: wide.last + 1, text: wide.text + next.text };
  }
  while (wide.first > 0 && !startsAsBefore(segments[wide.first], wide.text)) {
    const before = segments[wide.first - 1]?.text ?? "";
    wide = { ...wide, first: wide.first - 1, text: before + wide.text };
  }
  return wide;
}

/** Tells whether a text starts with all of the segment that it starts with, or with the first one of broken lines. */
function startsAsBefore(segment: Segment | undefined, text: string): boolean {
  const start = segment?.broken ? segment.broken[0]?.text : segment?.text;
  return start !== undefined && start !== "" && text.startsWith(start) && text.length > start.length;
}

/**
 * Cuts a text in the place of some segments, and as many of those behind it as are others then. Undefined when its
 * lines cannot be cut.
 */
export function cutAgain(
  format: Format,
  segments: readonly Segment[],
  replacement: Replacement,
): { readonly segments: readonly Segment[]; readonly last: number } | undefined {
  const { first, last, text } = replacement;
  const before = mended(segments.slice(0, first));
  const next = mended(segments.slice(first, last + 1))[0];
  const cutPart = (part: string): Part | undefined =>
    format === "json"
      ? cutJsonPart(part, jsonLevelsAfter(before))
      : cutYamlPart(part, first === 0 ? undefined : yamlLevelsAfter(before, next));
  for (let count = few; ; count *= 16) {
    const ahead = untilPiece(segments.slice(last + 1, last + 1 + count));
    const end = last + 1 + ahead.length;
    const part = cutPart(text + ahead.map((segment) => segment.text).join(""));
    if (!part) return undefined;
    if (end === segments.length)
      return format === "yaml" || part.levels.length === 0
        ? { segments: part.segments, last: end - 1 }
        : undefined;
    const own = part.segments.length - ahead.length;
    const isSettled =
      ahead.length > 0 &&
      ahead.every((segment, at) => isSame(segment, part.segments[own + at])) &&
      isSameState(part.levels, format, mended(segments.slice(0, end)), segments[end]);
    if (isSettled) return { segments: part.segments.slice(0, own), last };
    // Behind broken lines nothing is known.
    if (ahead.length < count - few || segments[end]?.broken) return undefined;
  }
}

/** So many segments behind the text are looked at, at first. */
const few = 8;

interface Part {
  readonly segments: readonly Segment[];
  readonly levels: readonly unknown[];
}

/** Segments up to the last piece among them, or to broken lines. */
function untilPiece(segments: readonly Segment[]): readonly Segment[] {
  const broken = segments.findIndex((segment) => segment.broken);
  const sound = broken < 0 ? segments : segments.slice(0, broken);
  return sound.length < few ? sound : sound.slice(0, sound.findLastIndex(({ section }) => section) + 1);
}

function isSameState(
  levels: readonly unknown[],
  format: Format,
  before: readonly Segment[],
  next: Segment | undefined,
): boolean {
  const known = format === "json" ? jsonLevelsAfter(before) : yamlLevelsAfter(before, next);
  return JSON.stringify(levels) === JSON.stringify(known);
}

/** Segments as they were before some of them broke. */
function mended(segments: readonly Segment[]): readonly Segment[] {
  return segments.flatMap((segment) => segment.broken ?? [segment]);
}

function isSame(one: Segment, other: Segment | undefined): boolean {
  return one.text === other?.text && isSamePlace(one, other);
}

/** Tells whether two segments have the same part in a document. */
export function isSamePlace(one: Segment, other: Segment): boolean {
  return placeOf(one) === placeOf(other);
}

function placeOf({ section, opens, closes }: Segment): string {
  return JSON.stringify([section, opens, closes]);
}
