import type { Operation } from "./contract/operation.ts";
import type { Notes } from "./notes.ts";

const supportedMethod = /^[a-z][a-z-]*$/;

/** The operations that a router can serve, with the parameters that their paths have; the rest goes to the notes. */
export function servableOperations(operations: readonly Operation[], notes: Notes): readonly Operation[] {
  return operations
    .filter((operation) => isServable(operation, notes))
    .map((operation) => cleaned(operation, notes));
}

function isServable({ method, path }: Operation, notes: Notes): boolean {
  const place = `${method.toUpperCase()} ${path}`;
  if (/\}\s*\{/.test(path))
    notes.add("Paths with two parameters and nothing between them are not served", place);
  else if (/[?#]/.test(path)) notes.add("Paths with a query or a fragment are not served", place);
  else if (!supportedMethod.test(method))
    notes.add("Methods that HTTP servers do not know are not served", place);
  else return true;
  return false;
}

function cleaned(operation: Operation, notes: Notes): Operation {
  const { method, path, parameters, responses } = operation;
  const names = new Set([...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]));
  const place = `${method.toUpperCase()} ${path}`;
  const stray = parameters.filter((parameter) => parameter.in === "path" && !names.has(parameter.name));
  for (const { name } of stray)
    notes.add("Path parameters that their path does not have are ignored", `${place} ${name}`);
  if (responses.some(({ status, content }) => /^(204|205|304)$/.test(status) && content.length > 0)) {
    notes.add("Responses with 204, 205 or 304 have no body, whatever the contract says", place);
  }
  if (
    operation.body?.content.some(({ kind, schema }) => kind === "text" && schema.types?.[0] !== "string") ===
    true
  ) {
    notes.add(
      "Bodies that are neither JSON nor forms reach the handler as text that is not validated",
      place,
    );
  }
  return { ...operation, parameters: parameters.filter((parameter) => !stray.includes(parameter)) };
}
