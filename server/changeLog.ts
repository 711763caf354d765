import type { TextChange } from "../src/features/openapi/engine/pieces/pieceTable.ts";

/** So many changes are kept; who is further behind gets the text. */
const most = 500;

interface Step {
  readonly before: number;
  readonly changes: readonly TextChange[];
}

/** The last changes of an open document, by version. */
export class ChangeLog {
  #steps: Step[] = [];
  #version: number;

  constructor(version: number) {
    this.#version = version;
  }

  /** Takes the changes of one notification in; undefined when the whole text was replaced. */
  add(changes: readonly TextChange[] | undefined, version: number): void {
    if (changes) this.#steps.push({ before: this.#version, changes });
    else this.#steps = [];
    if (this.#steps.length > most) this.#steps = this.#steps.slice(-most / 2);
    this.#version = version;
  }

  /** What changed since a version, each change in the text that the one before it left; undefined when not known. */
  since(version: number): readonly TextChange[] | undefined {
    if (version === this.#version) return [];
    const at = this.#steps.findIndex(({ before }) => before === version);
    return at < 0 ? undefined : this.#steps.slice(at).flatMap(({ changes }) => changes);
  }
}
