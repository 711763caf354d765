import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { parse } from "dotenv";
import { glob } from "tinyglobby";
import { UserError } from "../../../../../shared/userError.ts";
import type { Environment } from "../environment.ts";
import { guessRole } from "../guessRole.ts";
import type { ConnectionOrigin, ConnectionParameters, ConnectionRole, ConnectionTarget } from "../target.ts";
import { readCompose } from "./compose.ts";
import type { FoundTarget, LookUp, Reader } from "./found.ts";
import { readPrisma } from "./prisma.ts";
import { readScript } from "./scripts.ts";
import { findInVariables, readDotenv } from "./variables.ts";

/** A connection that is offered; its password stays where it was found. */
export interface FoundConnection {
  readonly origin: ConnectionOrigin;
  /** What people read: ".env, DATABASE_URL". */
  readonly place: string;
  readonly parameters: ConnectionParameters;
  readonly hasPassword: boolean;
  readonly role: ConnectionRole;
}

/** Files by what reads them, in the order in which their findings are offered. */
const readers: readonly (readonly [name: RegExp, reader: Reader])[] = [
  [/^\.env(?!.*\.(?:example|sample|template|dist|defaults)$)(?:\..+)?$/, readDotenv],
  [/^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/, readCompose],
  [/\.prisma$/, readPrisma],
  [
    /^(?:prisma\.config|drizzle(?:[.-][\w-]+)?\.config|knexfile|ormconfig|data-source)\.[cm]?[jt]s$/,
    readScript,
  ],
];
const patterns = [
  "**/.env*",
  "**/{docker-,}compose*.{yml,yaml}",
  "**/*.prisma",
  "**/{prisma.config,drizzle*.config,knexfile,ormconfig,data-source}.{ts,js,mts,mjs,cts,cjs}",
];
const ignored = ["**/{node_modules,dist,build,out,vendor,target,.git,.next,.venv,venv}/**"];
const maxDepth = 5;
/** Bytes. Configuration files are small; what is larger is something else. */
const maxSize = 512 * 1024;

/**
 * Looks for connections in the configuration files of folders and in variables. The same server, user and database
 * is offered once, where it was found first.
 */
export async function discoverConnections(
  folders: readonly string[],
  environment: Environment,
  signal: AbortSignal,
): Promise<readonly FoundConnection[]> {
  const found = [];
  for (const folder of folders) {
    for (const file of await candidateFiles(folder, signal)) {
      const place = relative(folder, file).split(sep).join("/");
      found.push(...(await readFound(file, environment)).map((entry) => describe(entry, file, place)));
    }
  }
  found.push(...findInVariables(environment).map((entry) => describe(entry, undefined, "the environment")));
  return distinct(found);
}

/**
 * Reads a found connection again, with its password.
 * @throws UserError when it is gone.
 */
export async function readOrigin(
  { file, key }: ConnectionOrigin,
  environment: Environment,
): Promise<ConnectionTarget> {
  const entries = file === undefined ? findInVariables(environment) : await readFound(file, environment);
  const entry = entries.find((candidate) => candidate.key === key);
  if (entry) return entry.target;
  const place = file === undefined ? "the environment of VS Code" : basename(file);
  throw new UserError(`${place} has no ${key} any more; edit the connection, or add it there again.`);
}

async function candidateFiles(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const files = await glob(patterns, {
    cwd: folder,
    ignore: ignored,
    deep: maxDepth,
    dot: true,
    absolute: true,
    followSymbolicLinks: false,
    signal,
  });
  const rank = (file: string) => readers.findIndex(([name]) => name.test(basename(file)));
  const depth = (file: string) => file.split(/[\\/]/).length;
  return files
    .filter((file) => rank(file) >= 0)
    .sort((a, b) => depth(a) - depth(b) || rank(a) - rank(b) || (a < b ? -1 : 1));
}

async function readFound(file: string, environment: Environment): Promise<readonly FoundTarget[]> {
  const reader = readers.find(([name]) => name.test(basename(file)))?.[1];
  const text = await readOrEmpty(file);
  if (!reader || text.length > maxSize) return [];
  const lookUp = await variablesNear(file, environment);
  return reader(text, lookUp);
}

/** Variables of the environment, and of .env files beside a file and above it. */
async function variablesNear(file: string, environment: Environment): Promise<LookUp> {
  const folders = [dirname(file), dirname(dirname(file))];
  const names = [".env.local", ".env"];
  const texts = await Promise.all(
    folders.flatMap((folder) => names.map((name) => readOrEmpty(join(folder, name)))),
  );
  const layers = texts.map((text) => parse(text));
  return (name) =>
    layers.map((layer) => layer[name]).find((value) => value !== undefined) ?? environment[name];
}

function describe({ key, target }: FoundTarget, file: string | undefined, place: string): FoundConnection {
  const { password, ...parameters } = target;
  return {
    origin: file === undefined ? { key } : { file, key },
    place: `${place}, ${key}`,
    parameters,
    hasPassword: password !== undefined,
    role: guessRole({ ...parameters, name: file === undefined ? "" : basename(file) }),
  };
}

function distinct(found: readonly FoundConnection[]): readonly FoundConnection[] {
  const seen = new Set<string>();
  return found.filter(({ parameters: { host = "", port = 5432, user = "", database = "" } }) => {
    const identity = JSON.stringify([host.replace(/^127\.0\.0\.1$/, "localhost"), port, user, database]);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

async function readOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return "";
  }
}
