const hidden = "***";

/** What must not reach a log, and what is written in its place. `$1` keeps the part that names the secret. */
const secrets: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // postgres://user:password@host, https://token@host
  [/\b([a-z][a-z\d+.-]{0,30}:\/\/)[^\s/?#@"'`<>]+@/gi, `$1${hidden}@`],
  // Authorization: Bearer …, "cookie": "…", x-api-key=…
  [
    /((?:proxy-)?authorization|(?:set-)?cookie|x-(?:api-key|auth-token|access-token))(["']?\s*[:=]\s*["']?)[^\r\n"']+/gi,
    `$1$2${hidden}`,
  ],
  [/\b(Bearer|Basic)\s+[\w+/=.~-]{8,}/g, `$1 ${hidden}`],
  // ?access_token=…, "password": "…", PGPASSWORD=…
  [/(password|passwd|secret|token|api[_-]?key|apikey)(["']?\s*[:=]\s*["']?)[^\s"'&,;]+/gi, `$1$2${hidden}`],
];

/**
 * Hides credentials in a text that is about to be logged: user information in URLs, authorization and cookie
 * headers, and values that are named as passwords, secrets, tokens or keys. Everything else stays as it is.
 */
export function redact(text: string): string {
  return secrets.reduce((safe, [pattern, replacement]) => safe.replace(pattern, replacement), text);
}
