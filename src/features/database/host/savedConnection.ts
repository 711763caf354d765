import { sslModes } from "../engine/connection/target.ts";
import type { ConnectionOrigin, ConnectionParameters, ConnectionRole } from "../protocol.ts";

/** A connection as settings keep it: how to reach it and what it is for, never its password. */
export interface SavedConnection extends ConnectionParameters {
  readonly id: string;
  readonly name: string;
  readonly role: ConnectionRole;
  /** Where it is read each time; its file is relative to a workspace folder when it lies in one. */
  readonly origin?: ConnectionOrigin;
}

export const connectionRoles: readonly ConnectionRole[] = ["development", "staging", "production"];

type Reader = (value: unknown) => unknown;

const text: Reader = (value) => (typeof value === "string" && value !== "" ? value : undefined);
const number: Reader = (value) => (Number.isInteger(value) && Number(value) > 0 ? value : undefined);
const oneOf =
  (allowed: readonly string[]): Reader =>
  (value) =>
    allowed.find((name) => name === value);

/** Every property that is read from settings, and what its value must be. What is not here is not read. */
const readers: Readonly<Record<keyof ConnectionParameters, Reader>> = {
  host: text,
  port: number,
  user: text,
  database: text,
  service: text,
  sslmode: oneOf(sslModes),
  sslrootcert: text,
  sslcert: text,
  sslkey: text,
  connectTimeout: number,
  options: text,
};

/** Reads an entry of the settings; undefined when it has no id. A connection without a role is taken for production. */
export function readSavedConnection(entry: unknown): SavedConnection | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const source = entry as Readonly<Record<string, unknown>>;
  const id = text(source["id"]);
  if (typeof id !== "string") return undefined;
  const parameters = Object.entries(readers).flatMap(([key, read]) => {
    const value = read(source[key]);
    return value === undefined ? [] : [[key, value] as const];
  });
  const origin = readOrigin(source["origin"]);
  return {
    id,
    name: typeof source["name"] === "string" && source["name"] !== "" ? source["name"] : id,
    role: connectionRoles.find((role) => role === source["role"]) ?? "production",
    ...(Object.fromEntries(parameters) as ConnectionParameters),
    ...(origin && { origin }),
  };
}

/** What a connection says about how to reach it, without what we call it. */
export function parametersOf(connection: SavedConnection): ConnectionParameters {
  return Object.fromEntries(Object.entries(connection).filter(([name]) => name in readers));
}

function readOrigin(value: unknown): ConnectionOrigin | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { file, key } = value as Readonly<Record<string, unknown>>;
  if (typeof key !== "string") return undefined;
  return typeof file === "string" ? { file, key } : { key };
}

/** "ada@localhost:5432/shop": what tells connections apart, without any secret. */
export function addressOf({ user, host, port, database, service }: ConnectionParameters): string {
  if (service !== undefined && host === undefined) return `service ${service}`;
  const place = `${host ?? "localhost"}${port === undefined ? "" : `:${port}`}`;
  return `${user === undefined ? "" : `${user}@`}${place}${database === undefined ? "" : `/${database}`}`;
}
