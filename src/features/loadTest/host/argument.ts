import type { OperationSource } from "../panelProtocol.ts";

/** What lenses pass: an operation of a description. Anything else counts as no argument. */
export function readOperation(argument: unknown): OperationSource | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  const { uri, operation } = argument as { readonly uri?: unknown; readonly operation?: unknown };
  return typeof uri === "string" && typeof operation === "string" ? { uri, pointer: operation } : undefined;
}

/** The id of a run: what the tree passes, or a row of it. */
export function readRunId(argument: unknown): string | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  const { id, record } = argument as { readonly id?: unknown; readonly record?: { readonly id?: unknown } };
  const found = id ?? record?.id;
  return typeof found === "string" ? found : undefined;
}
