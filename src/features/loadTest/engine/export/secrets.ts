import type { Header, LoadTarget } from "../plan.ts";

/** Names under which credentials travel. */
const secretName =
  /authorization|cookie|token|secret|password|passwd|api[-_]?key|apikey|signature|session|credential/i;

/** A text of an export: what may be written down, and the environment variables in between. */
export type ExportedText = readonly (string | { readonly variable: string })[];

/** A header's value, or the variable that it is read from, since credentials do not belong in a file. */
export function exportedHeader([name, value]: Header): ExportedText {
  return secretName.test(name) ? [{ variable: variableName(name) }] : [value];
}

/** A URL whose user information and secret query values are read from variables. */
export function exportedUrl(url: string): ExportedText {
  const [, scheme = "", user, rest = url] = /^(https?:\/\/)([^/?#@]*@)?(.*)$/i.exec(url) ?? [];
  const parts = rest.split(/(?<=[?&])/);
  return [
    scheme,
    ...(user === undefined ? [] : [{ variable: "URL_CREDENTIALS" }, "@"]),
    ...parts.flatMap((part, index): ExportedText => {
      const [, name = "", separator] = index === 0 ? [] : (/^([^=&]*)=[^&]*(&?)$/.exec(part) ?? []);
      return separator === undefined || !secretName.test(name)
        ? [part]
        : [`${name}=`, { variable: variableName(name) }, separator];
    }),
  ];
}

/** Names of the variables that exported texts read. */
export function variablesOf(texts: readonly ExportedText[]): readonly string[] {
  return [...new Set(texts.flat().flatMap((part) => (typeof part === "string" ? [] : [part.variable])))];
}

function variableName(name: string): string {
  return name.replace(/[^A-Za-z\d]+/g, "_").toUpperCase();
}

/** The variables of a target's credentials with their values, for a tool that is run right away. */
export function k6Environment({ requests }: LoadTarget): Readonly<Record<string, string>> {
  const pairs = requests.flatMap(({ url, headers = [] }) => [
    ...headers.flatMap(([name, value]) =>
      secretName.test(name) ? [[variableName(name), value] as const] : [],
    ),
    ...[...url.matchAll(/[?&]([^=&]*)=([^&#]*)/g)].flatMap(([, name = "", value = ""]) =>
      secretName.test(name) ? [[variableName(name), value] as const] : [],
    ),
    ...[...url.matchAll(/^https?:\/\/([^/?#@]*)@/gi)].map(
      ([, user = ""]) => ["URL_CREDENTIALS", user] as const,
    ),
  ]);
  return Object.fromEntries(pairs);
}
