import { quoteIdent } from "../catalog/identifiers.ts";
import type { Catalog } from "../catalog/model.ts";
import { readCatalog } from "../catalog/readCatalog.ts";
import { diffCatalogs } from "../diff/diffCatalogs.ts";
import type { Change } from "../diff/model.ts";
import { planMigration } from "../plan/planMigration.ts";
import type { Step } from "../plan/model.ts";
import type { Unproven } from "../shadow/loadSchema.ts";
import {
  type ExtensionRequest,
  postgresError,
  type ShadowDatabase,
  type ShadowServer,
} from "../shadow/shadowServer.ts";
import { beLike, type LoadedSide, type ServerNeeds, united } from "./side.ts";

const groupSize = 50;

/**
 * Builds in the shadow what a live database holds, from its catalog alone: nothing is dumped and no row is read.
 * What the copy lacks or has otherwise is named.
 */
export async function renderLive(
  shadow: ShadowServer,
  live: Catalog,
  serverMajor: number,
  other: ServerNeeds,
  signal: AbortSignal,
): Promise<LoadedSide> {
  const extensions = united(extensionsOf(live), other.extensions);
  const database = await shadow.open({ extensions }, signal);
  await beLike(database, serverMajor);
  await createRoles(database, live, other.roles);
  const empty = await readCatalog(database, {}, signal);
  const plan = planMigration(diffCatalogs(empty, live, undefined, { notNullNames: false }), {
    serverMajor: shadow.major,
    online: false,
  });
  const failed = await build(database, plan.up.steps, signal);
  const catalog = await readCatalog(database, {}, signal);
  const { changes } = diffCatalogs(live, catalog, undefined, { notNullNames: false });
  const unproven = [
    ...database.stubs.map((name) => ({
      object: `extension ${name}`,
      reason: "the shadow does not have it; a stand-in without behaviour was used",
    })),
    ...failed,
    ...changes
      .filter((change) => !isVersionText(change, live.server.major !== shadow.major))
      .filter(({ id }) => !failed.some(({ object }) => object === id))
      .map(({ id, action, properties }) => ({ object: id, reason: lossReason(action, properties) })),
    ...live.unmodelled.map(({ kind, name }) => ({
      object: `${kind} ${name}`,
      reason: "it is not copied to the shadow",
    })),
  ];
  return { database, catalog, unproven, notes: [] };
}

function lossReason(action: Change["action"], properties: Change["properties"]): string {
  if (action === "removed") return "it could not be copied to the shadow";
  if (action === "added") return "it is in the shadow but not in the database";
  return `its copy in the shadow differs in ${properties.map(({ property }) => property).join(", ")}`;
}

/** Definitions that Postgres prints differently from major to major, though they mean the same. */
const printedByServer = new Set([
  "definition",
  "using",
  "check",
  "default",
  "generated",
  "predicate",
  "keys",
  "constraints",
  "partitionKey",
  "version",
]);

function isVersionText({ kind, action, properties }: Change, otherMajor: boolean): boolean {
  if (action !== "changed") return false;
  if (kind === "extension")
    return properties.every(({ property }) => property === "version" || property === "comment");
  return otherMajor && properties.every(({ property }) => printedByServer.has(property));
}

/** Extensions that a catalog holds, in their versions. */
export function extensionsOf(catalog: Catalog): readonly ExtensionRequest[] {
  return [...catalog.objects.values()].flatMap((object) =>
    object.kind === "extension" ? [{ name: object.name, version: object.version }] : [],
  );
}

/** Roles that a catalog speaks of: owners, grantees and roles of policies. */
export function rolesOf({ objects }: Catalog): readonly string[] {
  const names = new Set<string>();
  for (const object of objects.values()) collectRoles(object, names);
  return [...names];
}

async function createRoles(
  database: ShadowDatabase,
  live: Catalog,
  otherRoles: readonly string[],
): Promise<void> {
  const names = new Set([...rolesOf(live), ...otherRoles].filter((name) => !name.startsWith("pg_")));
  const { rows } = await database.query("select rolname from pg_catalog.pg_roles");
  for (const { rolname } of rows as readonly { readonly rolname: string }[]) names.delete(rolname);
  const { user } = live.server;
  names.delete(user);
  const statements = [...names].map((name) => `create role ${quoteIdent(name)} nologin`);
  await database.run(statements.join(";"));
  await createRunner(database, user);
}

/** The role that will run the migration may do here what it may do there, and more. */
async function createRunner(database: ShadowDatabase, name: string): Promise<void> {
  const { rows } = await database.query("select from pg_catalog.pg_roles where rolname = $1", [name]);
  if (rows.length === 0) await database.run(`create role ${quoteIdent(name)} superuser nologin`);
}

/** Owners, grantees and roles of policies, wherever they stand in an object. */
function collectRoles(value: unknown, names: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if ((key === "owner" || key === "grantee" || key === "role") && typeof inner === "string")
      names.add(inner);
    else if (key === "roles" && Array.isArray(inner))
      for (const role of inner as readonly string[]) names.add(role);
    else collectRoles(inner, names);
  }
}

/** Runs the statements in their order; what fails is named and the rest goes on. */
async function build(
  database: ShadowDatabase,
  steps: readonly Step[],
  signal: AbortSignal,
): Promise<readonly Unproven[]> {
  const failed: Unproven[] = [];
  await database.run("set check_function_bodies = off");
  for (let from = 0; from < steps.length;) {
    signal.throwIfAborted();
    const size = steps[from]?.transaction === "outside" ? 1 : runLength(steps, from);
    const group = steps.slice(from, from + size);
    from += size;
    if ((await attempt(database, group.map(sqlOf).join(";\n"))) === undefined) continue;
    for (const step of group) {
      const reason = await attempt(database, sqlOf(step));
      if (reason !== undefined)
        failed.push({ object: step.object, reason: `it cannot be copied to the shadow: ${reason}` });
    }
  }
  await database.run("reset all");
  return failed;
}

function runLength(steps: readonly Step[], from: number): number {
  let length = 0;
  const { segment } = steps[from] ?? {};
  while (length < groupSize && steps[from + length]?.segment === segment) length++;
  return length;
}

function sqlOf({ sql, shadowSql }: Step): string {
  return shadowSql ?? sql;
}

async function attempt(database: ShadowDatabase, sql: string): Promise<string | undefined> {
  try {
    await database.run(sql);
    return undefined;
  } catch (error) {
    const known = postgresError(error);
    if (!known) throw error;
    return known.message;
  }
}
