/** Tells whether a path leads to another one's place, or further down from there. */
export function startsWith(path: readonly PropertyKey[], start: readonly PropertyKey[]): boolean {
  return start.every((part, at) => path[at] === part);
}
