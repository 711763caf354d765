import type { AttackRequest } from "./attackCase.ts";

const longestBody = 4_000;
const secretHeader = /authorization|cookie|token|secret|api[-_]?key/i;

/**
 * A command line that sends a request again (POSIX shell). Credentials are read from variables of the shell, long
 * bodies are made by a script.
 * @param credentials values that must not be printed
 */
export function curlCommand(
  { method, url, headers, body, bodyScript }: AttackRequest,
  credentials: readonly string[],
): string {
  const isSecret = (value: string) => credentials.includes(value);
  const hide = (text: string) =>
    credentials.reduce((hidden, secret) => hidden.replaceAll(secret, "***"), text);
  const parts = [
    "curl -i -g --path-as-is",
    ...(method === "GET" && body === undefined ? [] : [`-X ${quote(method)}`]),
    ...headers.map(([name, value]) => {
      if (isSecret(value)) return `-H "${name}: $${name.replace(/\W/g, "_").toUpperCase()}"`;
      // curl drops a header without a value unless it ends with a semicolon.
      return `-H ${quote(value === "" ? `${name};` : `${name}: ${shorten(secretHeader.test(name) ? hide(value) : value)}`)}`;
    }),
    ...(bodyScript !== undefined
      ? ["--data-binary @-"]
      : body === undefined
        ? []
        : [`--data-raw ${quote(body.length > longestBody ? `${body.slice(0, 100)}…` : body)}`]),
    quote(hide(shorten(url))),
  ];
  const command = parts.join(" ");
  return bodyScript === undefined
    ? command
    : `node -e ${quote(`process.stdout.write(${bodyScript})`)} | ${command}`;
}

function shorten(text: string): string {
  return text.length > longestBody ? `${text.slice(0, 100)}…(${text.length} characters)` : text;
}

function quote(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
