/** A guess that two names mean the same thing. */
export interface NameMatch<Item> {
  readonly item: Item;
  /** 1: the same words; less: one name contains the other. */
  readonly likeness: number;
}

/**
 * Items whose name means the same as one of the given names, likeliest first. Compares words, whatever their case,
 * number and separators: `OrderItem`, `order-items` and `order_items` are one.
 */
export function matchNames<Item>(
  names: readonly string[],
  items: readonly Item[],
  namesOf: (item: Item) => readonly string[],
): readonly NameMatch<Item>[] {
  const wanted = names.map(wordsOf).filter((words) => words.length > 0);
  return items
    .map((item) => ({ item, likeness: best(wanted, namesOf(item).map(wordsOf)) }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness);
}

/** The names that a path speaks of, the most specific first: `/orders/{id}/items` is about items of orders. */
export function namesInPath(path: string): readonly string[] {
  const segments = path
    .split("/")
    .filter((segment) => /^[\w-]+$/.test(segment) && !/^(?:v\d+|api)$/i.test(segment));
  const pairs = segments.slice(1).map((segment, at) => `${segments[at] ?? ""}_${segment}`);
  return [...pairs.toReversed(), ...segments.toReversed()];
}

function best(wanted: readonly (readonly string[])[], offered: readonly (readonly string[])[]): number {
  return Math.max(
    0,
    ...wanted.flatMap((words, rank) => offered.map((other) => likeness(words, other) - rank * 0.01)),
  );
}

function likeness(a: readonly string[], b: readonly string[]): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return 0;
  if (short.length === long.length) return short.every((word, at) => word === long[at]) ? 1 : 0;
  const start = long.findIndex((_, at) => short.every((word, offset) => word === long[at + offset]));
  return start < 0 ? 0 : (0.8 * short.length) / long.length;
}

/** Words of a name in the singular: `orderItems` is order, item. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => singular(word.toLowerCase()));
}

const endings: readonly (readonly [RegExp, string])[] = [
  [/(?<=.{2})ies$/, "y"],
  [/(?<=ss|x|z|ch|sh)es$/, ""],
  [/(?<=[^s]{2})s$/, ""],
];

function singular(word: string): string {
  const ending = endings.find(([pattern]) => pattern.test(word));
  return ending ? word.replace(ending[0], ending[1]) : word;
}
