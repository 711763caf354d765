/** Above this many lines, a generated file is split by the group of what is in it. */
export const singleFileLines = 400;

/** Things by group, in the order of their first appearance. */
export function grouped<T>(
  things: readonly T[],
  groupOf: (thing: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groupOf(thing);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [thing]);
    else members.push(thing);
  }
  return groups;
}
