import { operationMethods } from "../../../../shared/operationMethods.ts";
import { UserError } from "../../../../shared/userError.ts";
import type { Documents, Place } from "./documents.ts";
import { membersOf, stringAt, valueAt } from "./json.ts";

/** An operation of a description, in its document. */
export interface OperationPlace {
  /** Upper case. */
  readonly method: string;
  /** As the description writes it: "/orders/{id}". */
  readonly path: string;
  readonly operationId: string | undefined;
  readonly operation: Place;
  readonly pathItem: Place;
}

/** The operations of a description, in its order. @throws UserError when a `$ref` leads nowhere */
export async function listOperations(documents: Documents): Promise<readonly OperationPlace[]> {
  const root = await documents.root();
  const paths = await documents.child(root, "paths");
  const operations: OperationPlace[] = [];
  for (const [path] of membersOf(paths.value).filter(([key]) => key.startsWith("/"))) {
    const pathItem = await documents.child(paths, path);
    const additional = await documents.child(pathItem, "additionalOperations");
    const methods = membersOf(pathItem.value).filter(([key]) => operationMethods.has(key));
    for (const [method] of methods)
      operations.push(describe(method, path, await documents.child(pathItem, method), pathItem));
    for (const [method] of membersOf(additional.value))
      operations.push(describe(method, path, await documents.child(additional, method), pathItem));
  }
  return operations;
}

function describe(method: string, path: string, operation: Place, pathItem: Place): OperationPlace {
  const operationId = stringAt(operation.value, "operationId");
  return { method: method.toUpperCase(), path, operationId, operation, pathItem };
}

/**
 * Finds an operation by its operationId or as "POST /orders"; without a name, the only one.
 * @throws UserError that lists what could have been meant
 */
export function chooseOperation(
  operations: readonly OperationPlace[],
  wanted: string | undefined,
): OperationPlace {
  if (operations.length === 0) throw new UserError("The description has no operations; add one under paths.");
  if (wanted === undefined) {
    const [only, ...others] = operations;
    if (only !== undefined && others.length === 0) return only;
    throw new UserError(`Name the operation to test: --operation ${listOf(operations)}.`);
  }
  const byId = operations.find(({ operationId }) => operationId === wanted);
  const [method = "", path = ""] = wanted.trim().split(/\s+/, 2);
  const byPath = operations.find(
    (operation) => operation.method === method.toUpperCase() && samePath(operation.path, path),
  );
  const found = byId ?? byPath;
  if (found === undefined)
    throw new UserError(`The description has no operation "${wanted}"; it has ${listOf(operations)}.`);
  return found;
}

/** Paths are the same whatever their parameters are called. */
function samePath(one: string, other: string): boolean {
  const plain = (path: string) => path.replace(/\{[^}]*\}/g, "{}").replace(/(?<=.)\/$/, "");
  return plain(one) === plain(other);
}

const mostListed = 8;

function listOf(operations: readonly OperationPlace[]): string {
  const names = operations.map(nameOf);
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : "";
  return `${names.slice(0, mostListed).join(", ")}${more}`;
}

/** How an operation is called on a command line: its operationId, or "POST /orders" in quotes. */
export function nameOf({ method, path, operationId }: OperationPlace): string {
  return operationId ?? `"${method} ${path}"`;
}

/** Parameters of the operation and of its path item that it does not override (same name, same place). */
export async function effectiveParameters(
  { operation, pathItem }: OperationPlace,
  documents: Documents,
): Promise<readonly Place[]> {
  const byKey = new Map<string, Place>();
  for (const owner of [pathItem, operation]) {
    const list = valueAt(owner.value, "parameters");
    for (const item of Array.isArray(list) ? (list as readonly unknown[]) : []) {
      const parameter = await documents.follow({ ...owner, value: item });
      const key = `${stringAt(parameter.value, "in") ?? ""} ${stringAt(parameter.value, "name") ?? ""}`;
      byKey.set(key, parameter);
    }
  }
  return [...byKey.values()];
}
