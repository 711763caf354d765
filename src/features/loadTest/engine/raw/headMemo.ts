import { emptyHead, type ResponseHead } from "./head.ts";

const longest = 1024;
/** Heads that differ each time are not worth being copied each time. */
const rememberEvery = 8;

/**
 * The head that a server sent last: most answers of a load test have the same one, until the Date moves on. Equal
 * bytes mean the same, so they need not be parsed again.
 */
export class HeadMemo {
  readonly #bytes = new Uint8Array(longest);
  #length = 0;
  #misses = 0;
  /** What the remembered bytes say; not to be changed. */
  head: ResponseHead = emptyHead();

  /** Length of the head that stands there, or 0 when it is another one. */
  match(bytes: Uint8Array, from: number, to: number): number {
    const length = this.#length;
    if (length === 0 || to - from < length) return 0;
    // The Date stands near the beginning, so other heads show soon.
    for (let at = 0; at < length; at++) if (bytes[from + at] !== this.#bytes[at]) return 0;
    return length;
  }

  remember(bytes: Uint8Array, from: number, to: number, head: ResponseHead): void {
    if (this.#misses++ % rememberEvery !== 0 || to - from > longest) return;
    this.#bytes.set(bytes.subarray(from, to));
    this.#length = to - from;
    this.head = { ...head, oddities: [...head.oddities] };
  }
}
