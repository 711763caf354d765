/**
 * Turns UTF-8 byte offsets, in which the parser counts, into UTF-16 offsets, in which JavaScript and editors count.
 * Offsets past the end give the end; one within a character gives its start.
 */
export function byteOffsets(text: string): (bytes: number) => number {
  // The usual case: every unit is one byte.
  if (isAscii(text)) return (bytes) => Math.min(bytes, text.length);
  const starts = byteStarts(text);
  return (bytes) => lastAtMost(starts, bytes);
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** Byte at which each UTF-16 unit starts, and the byte after the last. The halves of a pair start at the same. */
function byteStarts(text: string): Uint32Array {
  const starts = new Uint32Array(text.length + 1);
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    starts[at] = bytes;
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) starts[++at] = bytes;
    bytes += code > 0xffff ? 4 : code > 0x7ff ? 3 : code > 0x7f ? 2 : 1;
  }
  starts[text.length] = bytes;
  return starts;
}

function lastAtMost(starts: Uint32Array, bytes: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= bytes) low = middle;
    else high = middle - 1;
  }
  // The second half of a pair shares its byte with the first, which is where the character starts.
  return low > 0 && starts[low - 1] === starts[low] ? low - 1 : low;
}
