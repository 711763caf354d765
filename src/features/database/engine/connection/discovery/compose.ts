import { parse } from "yaml";
import { dropAbsent } from "../parseUrl.ts";
import type { FoundTarget, LookUp, Reader } from "./found.ts";
import { expand } from "./variables.ts";

const postgresImage =
  /(?:^|\/)(?:postgres|postgis|pgvector|timescaledb(?:-ha)?|postgresql(?:-repmgr)?)(?:[:@]|$)/i;
const containerPort = 5432;

/** Postgres services of a compose file that publish their port on this machine. */
export const readCompose: Reader = (text, lookUp) => {
  const services = objectAt(parseOrNothing(text), "services");
  return Object.entries(services).flatMap(([name, service]) => fromService(name, service, lookUp));
};

function fromService(name: string, service: unknown, lookUp: LookUp): readonly FoundTarget[] {
  const { image, ports } = (service ?? {}) as { readonly image?: unknown; readonly ports?: unknown };
  if (typeof image !== "string" || !postgresImage.test(expand(image, lookUp))) return [];
  const port = publishedPort(ports, lookUp);
  if (port === undefined) return [];
  const variables = environmentOf(service, lookUp);
  const user = variables.get("POSTGRES_USER") ?? "postgres";
  const target = dropAbsent({
    host: "localhost",
    port,
    user,
    password: variables.get("POSTGRES_PASSWORD"),
    database: variables.get("POSTGRES_DB") ?? user,
  });
  return [{ key: `services.${name}`, target }];
}

/** `- "127.0.0.1:5433:5432/tcp"` or `- { target: 5432, published: 5433 }`. */
function publishedPort(ports: unknown, lookUp: LookUp): number | undefined {
  for (const entry of Array.isArray(ports) ? (ports as readonly unknown[]) : []) {
    const published = typeof entry === "object" ? fromLongForm(entry) : fromShortForm(scalar(entry), lookUp);
    if (published !== undefined && Number.isInteger(published)) return published;
  }
  return undefined;
}

function fromShortForm(entry: string, lookUp: LookUp): number | undefined {
  const [, published, target] = /(?:^|:)(\d+):(\d+)(?:\/tcp)?$/.exec(expand(entry, lookUp)) ?? [];
  return Number(target) === containerPort ? Number(published) : undefined;
}

function fromLongForm(entry: object | null): number | undefined {
  const { target, published } = (entry ?? {}) as { readonly target?: unknown; readonly published?: unknown };
  return Number(target) === containerPort ? Number(published) : undefined;
}

/** `NAME: value` or `- NAME=value`. */
function environmentOf(service: unknown, lookUp: LookUp): ReadonlyMap<string, string> {
  const { environment } = (service ?? {}) as { readonly environment?: unknown };
  const pairs = Array.isArray(environment)
    ? (environment as readonly unknown[]).map((entry) => splitAtEquals(scalar(entry)))
    : Object.entries((environment ?? {}) as Record<string, unknown>).map(
        ([name, value]) => [name, scalar(value)] as const,
      );
  return new Map(pairs.map(([name, value]) => [name, expand(value, lookUp)]));
}

function splitAtEquals(entry: string): readonly [string, string] {
  const at = entry.indexOf("=");
  return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
}

function scalar(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function objectAt(parent: unknown, key: string): Readonly<Record<string, unknown>> {
  const child: unknown = (parent as Record<string, unknown> | null | undefined)?.[key];
  return typeof child === "object" && child !== null ? (child as Record<string, unknown>) : {};
}

/** A file that is being edited need not parse, and aliases may not unfold without end. */
function parseOrNothing(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100, logLevel: "silent" });
  } catch {
    return undefined;
  }
}
