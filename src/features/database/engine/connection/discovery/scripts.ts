import { dropAbsent } from "../parseUrl.ts";
import type { ConnectionTarget } from "../target.ts";
import type { FoundTarget, LookUp, Reader } from "./found.ts";
import { targetOfUrl } from "./variables.ts";

const comments = /\/\*[^]*?\*\/|(^|[^:"'`\w])\/\/[^\n]*/g;
const urlLiteral = /(["'`])((?:postgres|postgresql):\/\/[^"'`$\s]+)\1/g;
const environmentVariable =
  /\b(?:process\.env(?:\.(\w+)|\[["'](\w+)["']\])|(?:env|Deno\.env\.get)\(["'](\w+)["']\))/g;
const credentials = /\b(?:connection|dbCredentials)\s*:\s*\{([^{}]*)\}/g;

/**
 * Connections in a configuration that is code (Drizzle, knex, Prisma, TypeORM): URLs in strings, variables that
 * hold a URL, and objects of literals. The text is searched; nothing of it is run.
 */
export const readScript: Reader = (text, lookUp) => {
  if (!/postgres|\bpg\b|cockroach/i.test(text)) return [];
  const code = text.replaceAll(comments, "$1");
  return [...fromUrls(code), ...fromVariables(code, lookUp), ...fromObjects(code, lookUp)];
};

function fromUrls(code: string): readonly FoundTarget[] {
  return [...code.matchAll(urlLiteral)].flatMap(([, , url], index) => {
    const target = targetOfUrl(url);
    return target ? [{ key: `url ${index + 1}`, target }] : [];
  });
}

function fromVariables(code: string, lookUp: LookUp): readonly FoundTarget[] {
  const names = [...code.matchAll(environmentVariable)].map(([, dotted, indexed, called]) =>
    [dotted, indexed, called].find((name) => name !== undefined),
  );
  return [...new Set(names)].flatMap((name) => {
    const target = name === undefined ? undefined : targetOfUrl(lookUp(name));
    return target && name !== undefined ? [{ key: name, target }] : [];
  });
}

function fromObjects(code: string, lookUp: LookUp): readonly FoundTarget[] {
  return [...code.matchAll(credentials)].flatMap(([, body = ""], index) => {
    const target = fromProperties(body, lookUp);
    return target.database === undefined && target.host === undefined
      ? []
      : [{ key: `connection ${index + 1}`, target }];
  });
}

function fromProperties(body: string, lookUp: LookUp): ConnectionTarget {
  const read = (name: string) => propertyOf(body, name, lookUp);
  const port = Number(read("port"));
  return dropAbsent({
    host: read("host"),
    port: Number.isInteger(port) && port > 0 ? port : undefined,
    user: read("user") ?? read("username"),
    password: read("password"),
    database: read("database"),
  });
}

/** A property whose value is a literal or a variable, the literal after `||` and `??` as its default. */
function propertyOf(body: string, name: string, lookUp: LookUp): string | undefined {
  const value = new RegExp(`(?:^|[\\s,{])["']?${name}["']?\\s*:\\s*([^,\\n]+)`).exec(body)?.[1] ?? "";
  const [, dotted, indexed] = /process\.env(?:\.(\w+)|\[["'](\w+)["']\])/.exec(value) ?? [];
  const fromEnvironment = lookUp(dotted ?? indexed ?? "");
  const [, , literal, number] =
    /(["'`])([^"'`$]*)\1|\b(\d+)\b/.exec(value.replace(/\[["']\w+["']\]/, "")) ?? [];
  return fromEnvironment ?? literal ?? number;
}
