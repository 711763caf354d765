import { UserError } from "../../../../shared/userError.ts";
import type { Notes } from "../notes.ts";
import type { Dialect } from "./dialect.ts";
import { dialectOf } from "./dialect.ts";
import { child, Documents, isReference, items, members, targetOf } from "./documents.ts";
import type { Node } from "./documents.ts";
import { pause } from "../pause.ts";
import { loadReachable } from "./loadReachable.ts";
import { readOperation } from "./operationReader.ts";
import type { OutgoingOperation } from "./outgoing.ts";
import { outgoingRoots, readOutgoing } from "./outgoing.ts";
import type { Operation } from "./operation.ts";
import type { OperationSite } from "./readOperations.ts";
import { operationSites, pathItems } from "./readOperations.ts";
import type { NamedSchema } from "./schema.ts";
import { SchemaReader } from "./schemaReader.ts";
import type { SecurityScheme } from "./security.ts";
import { readSecuritySchemes } from "./security.ts";
import type { ContractSource } from "../ports.ts";
import { stringAt, valueAt } from "./value.ts";

/** The part of a contract that a scaffold run asks for, in the common form. */
export interface Contract {
  readonly documents: Documents;
  readonly root: unknown;
  readonly title: string;
  readonly version: string;
  readonly description?: string | undefined;
  readonly basePath: string;
  readonly operations: readonly Operation[];
  /** What the service sends: callbacks of these operations, and the webhooks where no operation is left out. */
  readonly outgoing: readonly OutgoingOperation[];
  /** Pointers of all operations of the document, selected or not. */
  readonly allPointers: readonly string[];
  readonly named: ReadonlyMap<string, NamedSchema>;
  /** Those that the operations ask for. */
  readonly securitySchemes: readonly SecurityScheme[];
}

/** Operations that are read at a stretch. */
const batch = 50;

/**
 * Reads the selected operations of a contract of any version, and whatever they refer to.
 * @param select chooses by pointer among all operations; @throws UserError when it names one that is not there
 */
export async function readContract(
  source: ContractSource,
  uri: string,
  select: (pointers: readonly string[]) => ReadonlySet<string>,
  notes: Notes,
  signal: AbortSignal,
): Promise<Contract> {
  const documents = new Documents(source, uri);
  const root = await documents.load(uri, signal);
  const dialect = dialectOf(root.value);
  await loadPathItems(documents, root, signal);
  const sites = operationSites(documents, root, dialect);
  const allPointers = sites.map(({ pointer }) => pointer);
  const selected = select(allPointers);
  const wanted = sites.filter(({ pointer }) => selected.has(pointer));
  const withWebhooks = wanted.length === sites.length;
  const roots = [...wanted.flatMap(contents), ...outgoingRoots(root, wanted, withWebhooks)];
  await loadReachable(documents, roots, signal);
  const schemas = new SchemaReader(documents, dialect, notes);
  const context = { documents, dialect, schemas, notes, root };
  const operations: Operation[] = [];
  for (const [index, site] of wanted.entries()) {
    if (index % batch === 0) await pause(signal);
    operations.push(readOperation(site, context));
  }
  const outgoing = readOutgoing(root, wanted, withWebhooks, context);
  const info = valueAt(root.value, "info");
  return {
    documents,
    root: root.value,
    title: stringAt(info, "title") ?? "API",
    version: scalarText(valueAt(info, "version")),
    description: stringAt(info, "description"),
    basePath: basePathOf(root.value, dialect),
    operations,
    outgoing,
    allPointers,
    named: schemas.named,
    securitySchemes: readSecuritySchemes(
      operations.flatMap(({ security }) => security),
      root,
      dialect,
      documents,
      notes,
    ),
  };
}

/** Path items may be references to other documents, and those to others again. */
async function loadPathItems(documents: Documents, root: Node, signal: AbortSignal): Promise<void> {
  for (const [, item] of pathItems(root)) {
    let node = item;
    for (let steps = 0; isReference(node.value) && steps < 20; steps++) {
      const target = targetOf(stringAt(node.value, "$ref") ?? "", node.uri);
      await documents.load(target.uri, signal).catch((error: unknown) => {
        if (!UserError.is(error)) throw error;
        throw new UserError(`${documents.nameOf(node)}: the $ref leads nowhere; ${error.message}`);
      });
      node = documents.resolve(node);
    }
  }
}

/** What to load for an operation: its own members, except for what the scaffold does not read. */
function contents({ operation, sharedParameters }: OperationSite): readonly Node[] {
  const parts = ["parameters", "requestBody", "responses"].map((key) => child(operation, key));
  // Members rather than maps: a status code or a position says nothing about what a "$ref" in it means.
  return [...parts, sharedParameters].flatMap((part) => {
    if (Array.isArray(part.value)) return items(part);
    return part.pointer.endsWith("/responses") ? members(part).map(([, member]) => member) : [part];
  });
}

/** The path of the first server's URL, with variables at their defaults; 2.0 says it in `basePath`. */
function basePathOf(root: unknown, dialect: Dialect): string {
  if (dialect === "2.0") return normalizedPath(stringAt(root, "basePath") ?? "");
  const servers = valueAt(root, "servers");
  const server: unknown = Array.isArray(servers) ? servers[0] : undefined;
  const url = (stringAt(server, "url") ?? "").replace(/\{([^}]*)\}/g, (_, name: string) =>
    scalarText(valueAt(valueAt(valueAt(server, "variables"), name), "default")),
  );
  return URL.canParse(url, "http://localhost")
    ? normalizedPath(new URL(url, "http://localhost").pathname)
    : "";
}

/** YAML reads `version: 1.0` as a number. */
function scalarText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function normalizedPath(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" || trimmed.startsWith("/") ? trimmed : `/${trimmed}`;
}
