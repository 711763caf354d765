const examplesShown = 3;

/** Collects what the scaffold leaves out: one sentence a subject, with the places that it concerns. */
export class Notes {
  readonly #places = new Map<string, Set<string>>();

  /** @param what the subject, as the start of a sentence; absent places make it a sentence of its own. */
  add(what: string, place?: string): void {
    const places = this.#places.get(what) ?? new Set();
    if (place !== undefined) places.add(place);
    this.#places.set(what, places);
  }

  sentences(): readonly string[] {
    return [...this.#places].map(([what, places]) => sentence(what, [...places]));
  }
}

function sentence(what: string, places: readonly string[]): string {
  if (places.length === 0) return `${what}.`;
  const shown = places.slice(0, examplesShown).join(", ");
  const more = places.length > examplesShown ? ` and ${places.length - examplesShown} more` : "";
  return `${what}: ${shown}${more}.`;
}
