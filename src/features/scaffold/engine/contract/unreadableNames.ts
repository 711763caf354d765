/**
 * Names that every JavaScript object has by inheritance. A validator cannot tell whether a request brought them,
 * and `__proto__` is how prototypes are polluted: nothing of these names is read.
 */
const unreadable: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

export function isUnreadable(name: string): boolean {
  return unreadable.has(name);
}

export const unreadableNote =
  "Properties and parameters that are named like a member of every object (constructor, toString, __proto__) are not read";
