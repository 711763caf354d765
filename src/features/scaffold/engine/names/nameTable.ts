import { isReserved } from "./identifiers.ts";

/** Hands out identifiers, each once. Names that differ in case alone count as one: they end up as file names. */
export class NameTable {
  readonly #taken = new Set<string>();
  /** By wish, the first number that may be free. */
  readonly #numbers = new Map<string, number>();

  /** Takes exactly this name; false when it is no longer free. */
  claim(...names: readonly string[]): boolean {
    if (names.some((name) => isReserved(name) || this.#taken.has(name.toLowerCase()))) return false;
    for (const name of names) this.#taken.add(name.toLowerCase());
    return true;
  }

  /**
   * The first free name among the wish, the wish with the suffix, and the wish with the suffix and a number.
   * @param derived further names that come with a name and must be free too
   */
  allocate(wish: string, suffix: string, derived: (name: string) => readonly string[] = () => []): string {
    if (this.claim(wish, ...derived(wish))) return wish;
    const second = wish + suffix;
    if (this.claim(second, ...derived(second))) return second;
    for (let number = this.#numbers.get(wish) ?? 2; ; number++) {
      const name = `${wish}${number}`;
      if (!this.claim(name, ...derived(name))) continue;
      this.#numbers.set(wish, number + 1);
      return name;
    }
  }
}
