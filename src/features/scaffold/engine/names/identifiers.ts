/** Words that may not be the name of a variable in a module, and the few globals that generated code relies on. */
const reserved: ReadonlySet<string> = new Set(
  (
    "abstract any arguments as async await boolean break case catch class const constructor continue debugger declare " +
    "default delete do else enum eval export extends false finally for from function get if implements import in " +
    "infer instanceof interface is keyof let module namespace never new null number object of package private " +
    "protected public readonly require return set static string super switch symbol this throw true try type typeof " +
    "undefined unknown var void while with yield z handlers Array Buffer File Function Infinity NaN Object Promise " +
    "Record Readonly Exclude ResponseHeaders BinaryBody Context Handlers HttpStatus InformationalStatus SuccessStatus " +
    "RedirectionStatus ClientErrorStatus ServerErrorStatus"
  ).split(" "),
);

export function isReserved(name: string): boolean {
  return reserved.has(name);
}

/** Names are made of the beginning of a text; what is longer than this is no name. */
const longest = 200;

/** The words of any text, without accents, symbols and emoji: "List  pets–v2" → ["List", "pets", "v2"]. */
export function words(text: string): readonly string[] {
  return text
    .slice(0, longest)
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
}

/** "repos/list-for-org" → "reposListForOrg"; empty when the text has no word. */
export function camelCase(text: string): string {
  const pascal = pascalCase(text);
  const leading = /^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+/.exec(pascal)?.[0] ?? "";
  return leading.toLowerCase() + pascal.slice(leading.length);
}

/** "list-for-org" → "ListForOrg"; starts with a letter, or is empty when the text has no word. */
export function pascalCase(text: string): string {
  const joined = words(text)
    .map(
      (word) =>
        word.charAt(0).toUpperCase() +
        (word.toUpperCase() === word ? word.slice(1).toLowerCase() : word.slice(1)),
    )
    .join("");
  return /^\d/.test(joined) ? `N${joined}` : joined;
}

/** "listAPIKeys" → "list-api-keys": a name for a file or a folder, fit for every file system. */
export function kebabCase(text: string): string {
  const humps = text
    .slice(0, longest)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
  const kebab = words(humps).join("-").toLowerCase();
  return /^(con|prn|aux|nul|com\d|lpt\d|index|shared)$/.test(kebab) ? `${kebab}-routes` : kebab;
}
