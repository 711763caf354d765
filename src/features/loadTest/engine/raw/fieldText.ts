/** 1 for bytes of a token, RFC 9110 §5.6.2. */
export const isTokenByte = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** Tells whether these letters stand there, in whatever case. */
export function isName(bytes: Uint8Array, from: number, lowerCase: string): boolean {
  for (let index = 0; index < lowerCase.length; index++) {
    const byte = bytes[from + index] ?? 0;
    const lower = byte >= 65 && byte <= 90 ? byte + 32 : byte;
    if (lower !== lowerCase.charCodeAt(index)) return false;
  }
  return true;
}

/** A field's value in lower case, without the blanks around it. */
export function trimmedText(bytes: Uint8Array, from: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from)
    .toString("latin1")
    .trim()
    .toLowerCase();
}
