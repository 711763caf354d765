import { type BareItem, parseDictionary, parseList } from "structured-headers";

/** A member of a structured list or dictionary: its value and its parameters (RFC 9651). */
export interface Member {
  readonly value: BareItem | undefined;
  readonly parameters: ReadonlyMap<string, BareItem>;
}

/** The members of a structured list; undefined when the text is none. Inner lists have no value. */
export function listMembers(text: string): readonly Member[] | undefined {
  return attempt(() => parseList(text).map(toMember));
}

/** The members of a structured dictionary by key; undefined when the text is none. */
export function dictionaryMembers(text: string): ReadonlyMap<string, Member> | undefined {
  return attempt(
    () => new Map([...parseDictionary(text)].map(([key, item]) => [key, toMember(item)] as const)),
  );
}

/** A whole number of 0 or above, as quotas and times are written; undefined for everything else. */
export function countOf(value: BareItem | undefined): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function toMember([value, parameters]: readonly [unknown, ReadonlyMap<string, BareItem>]): Member {
  return { value: Array.isArray(value) ? undefined : (value as BareItem), parameters };
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
