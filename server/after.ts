import type { Disposable } from "../src/shared/disposable.ts";

/**
 * Calls back after a pause (ms), or with none as soon as the messages that have arrived already are taken in.
 * @returns what calls it off.
 */
export function after(pause: number, callback: () => void): Disposable {
  if (pause > 0) {
    const timer = setTimeout(callback, pause);
    return { dispose: () => clearTimeout(timer) };
  }
  // Messages that arrived together are handled one a turn; a timer would wait a millisecond.
  let turn = setImmediate(() => {
    turn = setImmediate(callback);
  });
  return { dispose: () => clearImmediate(turn) };
}
