import type { DocumentEditor, Path } from "./editor.ts";
import type { Fix } from "./fix.ts";

/** `GET /orders/{orderId}/items` → getOrdersByOrderIdItems, with a number when that is taken. */
export const addOperationId: Fix = {
  code: "operation-operationId",
  title: "Add an operationId",
  kind: "safe",
  edit(document, path) {
    const [section, route, method] = path;
    if (section !== "paths" || path.length !== 3) return undefined;
    const name = operationName(String(method), String(route));
    return document.add(path, "operationId", unused(name, operationIds(document)));
  },
};

function operationName(method: string, route: string): string {
  const words = route
    .replace(/\{([^}]*)\}/g, " by $1 ")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function unused(name: string, taken: ReadonlySet<unknown>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}${number}`)) number++;
  return `${name}${number}`;
}

function operationIds(document: DocumentEditor): ReadonlySet<unknown> {
  const items = Object.values(entries(document.valueAt(["paths"] satisfies Path)));
  const operations = items.flatMap((item) => Object.values(entries(item)));
  return new Set(operations.map((operation) => entries(operation)["operationId"]));
}

function entries(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
