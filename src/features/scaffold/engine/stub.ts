/**
 * Whether a handler is still as it was scaffolded: it answers through `notImplemented` with its own name. A copy of
 * that line in a comment does not count.
 */
export function isStub(text: string, name: string): boolean {
  return new RegExp(`^[^/\\n]*\\bnotImplemented\\(\\s*["'\`]${name}["'\`]`, "m").test(text);
}
