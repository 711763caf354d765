import type { SpecRequest } from "../../fromSpec/requestFromSpec.ts";
import type { AttackRequest } from "./attackCase.ts";

/** A credential of a request, and the shell variable that stands for it where the request is printed. */
export interface Secret {
  readonly value: string;
  readonly variable: string;
}

const longestText = 4_000;

/** The credentials of a valid request, in headers and in the query, as they are written there. */
export function secretsOf({ template, credentialNames }: SpecRequest): readonly Secret[] {
  const query = [...template.url.matchAll(/[?&]([^=&#]*)=([^&#]*)/g)].map(([, name = "", value = ""]) => [
    name,
    value,
  ]);
  return [...(template.headers ?? []), ...query].flatMap(([name = "", value = ""]) =>
    value !== "" && credentialNames.includes(name.toLowerCase())
      ? [{ value, variable: name.replace(/\W+/g, "_").toUpperCase() }]
      : [],
  );
}

/**
 * A command line that sends a request again (POSIX shell). Credentials are read from variables of the shell, long
 * bodies are made by a script.
 */
export function curlCommand(
  { method, url, headers, body, bodyScript }: AttackRequest,
  secrets: readonly Secret[],
): string {
  const quote = (text: string) => quoteWithSecrets(shorten(text), secrets);
  const parts = [
    "curl -i -g --path-as-is",
    ...(method === "GET" && body === undefined ? [] : [`-X ${quote(method)}`]),
    // curl drops a header without a value unless it ends with a semicolon.
    ...headers.map(([name, value]) => `-H ${quote(value === "" ? `${name};` : `${name}: ${value}`)}`),
    ...(bodyScript !== undefined
      ? ["--data-binary @-"]
      : body === undefined
        ? []
        : [`--data-raw ${quote(body)}`]),
    quote(url),
  ];
  const command = parts.join(" ");
  return bodyScript === undefined
    ? command
    : `node -e ${quoteText(`process.stdout.write(${bodyScript})`)} | ${command}`;
}

function shorten(text: string): string {
  return text.length > longestText ? `${text.slice(0, 100)}…(${text.length} characters)` : text;
}

/** Quoted pieces next to each other are one word to a shell. */
function quoteWithSecrets(text: string, [secret, ...others]: readonly Secret[]): string {
  if (secret === undefined) return quoteText(text);
  return text
    .split(secret.value)
    .map((piece) => (piece === "" && text !== "" ? "" : quoteWithSecrets(piece, others)))
    .join(`"$${secret.variable}"`);
}

function quoteText(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
