import type { Reader } from "./found.ts";
import { targetOfUrl } from "./variables.ts";

const datasource = /\bdatasource\s+(\w+)\s*\{([^}]*)\}/g;

/** The Postgres data sources of a Prisma schema; `env("…")` is looked up. */
export const readPrisma: Reader = (text, lookUp) =>
  [...text.matchAll(datasource)].flatMap(([, name = "", body = ""]) => {
    if (!/\bprovider\s*=\s*"(?:postgres(?:ql)?|cockroachdb)"/.test(body)) return [];
    const [, variable, literal] = /\b(?:directUrl|url)\s*=\s*(?:env\("(\w+)"\)|"([^"]*)")/.exec(body) ?? [];
    const target = targetOfUrl(literal ?? lookUp(variable ?? ""));
    return target ? [{ key: `datasource ${name}`, target }] : [];
  });
