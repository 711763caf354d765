import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../../shared/userError.ts";
import { fromKeywords } from "./parseUrl.ts";
import type { ConnectionTarget } from "./target.ts";
import type { Environment } from "./environment.ts";

/**
 * Reads a section of the connection service files: PGSERVICEFILE or ~/.pg_service.conf, then pg_service.conf in
 * PGSYSCONFDIR.
 * @see https://www.postgresql.org/docs/current/libpq-pgservice.html
 * @throws UserError when no file has the section.
 */
export async function readService(name: string, environment: Environment): Promise<ConnectionTarget> {
  const files = serviceFiles(environment);
  for (const file of files) {
    const section = parseServiceFile(await readOrEmpty(file)).get(name);
    if (section) return fromKeywords(section);
  }
  throw new UserError(`There is no service “${name}” in ${files.join(" or ")}; add it, or name another one.`);
}

/** Sections of a service file by name; lines that libpq would refuse are passed over. */
export function parseServiceFile(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/).map((raw) => raw.trim())) {
    const [, section] = /^\[(.+)\]$/.exec(line) ?? [];
    const [, key, value] = /^([^#=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (section !== undefined) {
      current = sections.get(section) ?? new Map<string, string>();
      sections.set(section, current);
    } else if (key !== undefined && value !== undefined) current?.set(key, value);
  }
  return sections;
}

function serviceFiles(environment: Environment): readonly string[] {
  const own = environment["PGSERVICEFILE"] ?? join(homedir(), ".pg_service.conf");
  const system = environment["PGSYSCONFDIR"];
  return system === undefined ? [own] : [own, join(system, "pg_service.conf")];
}

async function readOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return "";
  }
}
