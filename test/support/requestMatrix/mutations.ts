import { isObject } from "../../../src/features/loadTest/engine/fromSpec/json.ts";

/** A value that differs from another one in one place. */
export interface Mutation {
  /** Names and indices that lead to the place. */
  readonly path: readonly (number | string)[];
  readonly what: string;
  readonly value: unknown;
}

/** What stands in for a scalar: another type, too much, too little. */
const replacements: readonly unknown[] = [
  "~none-of-these~",
  "",
  "x",
  "x".repeat(5000),
  -1_000_000_000_000,
  1_000_000_000_000,
  0.123,
  true,
  null,
  {},
  [],
];

export const textReplacements: readonly unknown[] = replacements.filter(
  (value) => value !== "" && (typeof value !== "object" || value === null) && value !== null,
);

/** All values that differ from a value in one place, a few levels deep. */
export function mutationsOf(
  value: unknown,
  others: readonly unknown[] = replacements,
  depth = 0,
): readonly Mutation[] {
  const here = others
    .filter((other) => typeof other !== typeof value || other !== value)
    .map((other): Mutation => ({ path: [], what: `is ${shown(other)}`, value: other }));
  if (depth > 4) return here;
  if (Array.isArray(value)) return [...here, ...mutatedItems(value, others, depth)];
  return isObject(value) ? [...here, ...mutatedMembers(value, others, depth)] : here;
}

function mutatedItems(
  list: readonly unknown[],
  others: readonly unknown[],
  depth: number,
): readonly Mutation[] {
  const [first] = list;
  if (first === undefined) return [];
  const inner = mutationsOf(first, others, depth + 1).map(({ path, what, value }) => ({
    path: [0, ...path],
    what,
    value: [value, ...list.slice(1)],
  }));
  return [...inner, { path: [], what: "has many items", value: Array.from({ length: 120 }, () => first) }];
}

function mutatedMembers(
  object: Readonly<Record<string, unknown>>,
  others: readonly unknown[],
  depth: number,
): readonly Mutation[] {
  const inner = Object.entries(object).flatMap(([name, member]) => {
    const rest = Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
    return [
      { path: [name], what: "is missing", value: rest },
      ...mutationsOf(member, others, depth + 1).map(({ path, what, value }) => ({
        path: [name, ...path],
        what,
        value: { ...object, [name]: value },
      })),
    ];
  });
  return [...inner, { path: [], what: "has another member", value: { ...object, undescribed: "x" } }];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 30 ? `${text.slice(0, 20)}…` : text;
}
