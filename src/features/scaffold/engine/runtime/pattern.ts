/** `src/api/generated/pattern.ts`, without its header. */
export const patternSource = `/** "/orders/{orderId}.{format}" in the syntax of path-to-regexp, with parameters by position: "/orders/:p0.:p1". */
export function patternOf(path: string): string {
  let position = 0;
  return path
    .split(/(\\{[^{}]*\\})/)
    .map((part) => (/^\\{[^{}]*\\}$/.test(part) ? \`:p\${position++}\` : escapeLiteral(part)))
    .join("");
}

function escapeLiteral(text: string): string {
  const encoded = text.replace(/[^\\x21-\\x7e]+|%(?![\\da-f]{2})/gi, encodeURIComponent);
  return encoded.replace(/[{}()[\\]+?!:*\\\\]/g, "\\\\$&");
}
`;
