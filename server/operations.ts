import { operationPointer } from "../src/features/openapi/engine/outline.ts";
import { parseContract } from "../src/features/openapi/engine/parseContract.ts";
import type { OperationSummary } from "../src/shared/lspProtocol.ts";
import type { Documents } from "./documents.ts";
import { fileName, pathOfUri } from "./uris.ts";
import { operationMethods } from "../src/shared/operationMethods.ts";

type Dictionary = Readonly<Record<string, unknown>>;

/**
 * The operations of a description, in the order of the document; path items in other files included.
 * @throws UserError when the document cannot be parsed.
 */
export async function operationsOf(uri: string, documents: Documents): Promise<readonly OperationSummary[]> {
  const root = asRecord(await load(uri, documents));
  const summaries: OperationSummary[] = [];
  for (const [path, item] of Object.entries(asRecord(root["paths"]))) {
    const pathItem = await followRef(asRecord(item), uri, documents);
    for (const [method, operation] of Object.entries(pathItem)) {
      if (operationMethods.has(method)) summaries.push(summaryOf(path, method, asRecord(operation)));
    }
  }
  return summaries;
}

function summaryOf(path: string, method: string, operation: Dictionary): OperationSummary {
  const { operationId, summary, tags } = operation;
  return {
    pointer: operationPointer(path, method),
    method,
    path,
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    ...(typeof operationId === "string" && { operationId }),
    ...(typeof summary === "string" && { summary }),
  };
}

/** A path item may stand elsewhere; a reference that leads nowhere has no operations. */
async function followRef(item: Dictionary, base: string, documents: Documents): Promise<Dictionary> {
  const reference = item["$ref"];
  if (typeof reference !== "string" || !URL.canParse(reference, base)) return item;
  const target = new URL(reference, base);
  const pointer = decodeURIComponent(target.hash.slice(1));
  target.hash = "";
  const document = await load(target.href, documents).catch(() => undefined);
  return asRecord(valueAt(document, pointer));
}

function valueAt(document: unknown, pointer: string): unknown {
  const keys = pointer.split("/").slice(1);
  return keys.reduce<unknown>(
    (value, key) => asRecord(value)[key.replaceAll("~1", "/").replaceAll("~0", "~")],
    document,
  );
}

async function load(uri: string, documents: Documents): Promise<unknown> {
  const path = pathOfUri(uri);
  return parseContract(await documents.readText(path), fileName(path));
}

function asRecord(value: unknown): Dictionary {
  return typeof value === "object" && value !== null ? (value as Dictionary) : {};
}
