const secretHeader =
  /^\s*(?:(?:proxy-)?authorization|cookie|x-(?:api-key|auth-token|access-token|amz-security-token))\s*:/i;

/** Tells whether a header line holds a credential in plain text, rather than as `${NAME}`. */
export function isPlainSecret(line: string): boolean {
  return secretHeader.test(line) && !/\$\{\w+\}/.test(line) && !/:\s*$/.test(line);
}

/** Header lines without those that hold a credential in plain text: what may be kept. */
export function withoutPlainSecrets(headers: string): string {
  return headers
    .split("\n")
    .filter((line) => !isPlainSecret(line))
    .join("\n");
}
