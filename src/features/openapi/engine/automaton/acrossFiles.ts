import { isInsideOfTarget } from "./circles.ts";
import { isFileKey } from "./files.ts";
import type { JsonObject } from "./json.ts";
import type { Reference } from "./references.ts";

/** Finds the references at and below a path, in the order of the text. */
export type FindBelow = (path: readonly string[]) => readonly Reference[];

/**
 * The references that count: those of the root document, and in other files those below what is referred to. In the
 * order in which they are come upon.
 */
export function reachedReferences(own: readonly Reference[], below: FindBelow): readonly Reference[] {
  const reached = new Map<JsonObject, Reference>();
  const entered = new Set<string>();
  const visit = (references: readonly Reference[]): void => {
    for (const reference of references) {
      const { site, target, targetPath } = reference;
      if (reached.has(site)) continue;
      reached.set(site, reference);
      if (!isFileKey(targetPath[0]) || entered.has(target) || isInsideOfTarget(reference)) continue;
      entered.add(target);
      visit(below(targetPath));
    }
  };
  visit(own);
  return [...reached.values()];
}

/**
 * The places of references that are left because of circles through several files: all that are in one, but for those
 * that lead to what nothing else leads to. (What json-ref-resolver leaves there depends on which file is read first.)
 * @param isLeft tells of references that are not followed anyway. @param isCircular tells of those that are in a circle.
 */
export function leftInCircles(
  own: readonly Reference[],
  below: FindBelow,
  isLeft: (reference: Reference) => boolean,
  isCircular: (reference: Reference) => boolean,
): ReadonlySet<JsonObject> {
  const left = new Set<JsonObject>();
  const passed = new Set<JsonObject>();
  const entered = new EnteredTargets();
  const inCircles: Reference[] = [];
  const enter = (targetPath: readonly string[]): void => {
    if (entered.add(targetPath)) visit(below(targetPath));
  };
  const visit = (references: readonly Reference[]): void => {
    for (const reference of references) {
      const { site, targetPath } = reference;
      if (passed.has(site)) continue;
      passed.add(site);
      if (isInsideOfTarget(reference) || isLeft(reference)) continue;
      if (isCircular(reference)) inCircles.push(reference);
      else enter(targetPath);
    }
  };
  visit(own);
  for (const { site, targetPath } of inCircles) {
    if (!isFileKey(targetPath[0]) || entered.overlaps(targetPath)) left.add(site);
    else enter(targetPath);
  }
  return left;
}

/** Places that references lead to. */
class EnteredTargets {
  readonly #entered = new Set<string>();
  /** What they are in. */
  readonly #around = new Set<string>();

  /** @returns whether it is new. */
  add(path: readonly string[]): boolean {
    const key = path.join("\0");
    if (this.#entered.has(key)) return false;
    this.#entered.add(key);
    for (let length = path.length - 1; length > 0; length--)
      this.#around.add(path.slice(0, length).join("\0"));
    return true;
  }

  /** Tells whether a place is in one of them, or one of them in it. */
  overlaps(path: readonly string[]): boolean {
    return (
      this.#around.has(path.join("\0")) ||
      path.some((_, at) => this.#entered.has(path.slice(0, at + 1).join("\0")))
    );
  }
}
