import type { MediaType } from "../contract/operation.ts";
import { anything } from "../contract/schema.ts";
import type { Schema } from "../contract/schema.ts";
import { closureHashes } from "../model/closureHashes.ts";
import { schemaReferences } from "../model/direction.ts";
import type { NamedOperation, Service } from "../model/service.ts";
import { jsonSchema } from "../print/jsonSchema.ts";
import type { Attention, PlannedFile } from "../plan.ts";
import { isStub } from "../stub.ts";
import type { Manifest } from "./manifest.ts";
import { valueHash } from "./manifest.ts";
import { handlerPath } from "./renames.ts";

export type Signatures = Readonly<Record<string, string>>;

/** A hash by operation of everything that its handler sees: input and results, and the types that they consist of. */
export function operationSignatures({ operations, named, types }: Service): Signatures {
  const context = {
    named,
    referTo: (id: string) => types.get(id)?.name ?? "",
    isCircular: () => false,
    isFile: () => false,
    exact: false,
    onBadPattern: () => undefined,
  };
  const shapeOf = (schema: Schema) =>
    (["request", "response"] as const).map((direction) => jsonSchema(schema, { direction, ...context }));
  const hashOf = (id: string): string => valueHash(shapeOf(named.get(id)?.schema ?? anything));
  const references = operations.map((operation) => schemasOf(operation).flatMap(schemaReferences));
  const hashes = closureHashes(references.flat(), named, hashOf, valueHash);
  return Object.fromEntries(
    operations.map((operation, index) => {
      const reached = [...new Set(references[index])].map((id) => hashes.get(id) ?? "");
      return [operation.pointer, valueHash([partsOf(operation, shapeOf), reached.sort()])];
    }),
  );
}

function schemasOf({ parameters, body, responses }: NamedOperation): readonly Schema[] {
  const content = [...(body?.content ?? []), ...responses.flatMap((response) => response.content)];
  return [...parameters, ...content].map(({ schema }) => schema);
}

/** What is said about an operation apart from named schemas, without its prose. */
function partsOf(
  { name, parameters, body, responses }: NamedOperation,
  shapeOf: (schema: Schema) => unknown,
): unknown {
  const typed = (content: readonly MediaType[]) => content.map((type) => [type.name, shapeOf(type.schema)]);
  return [
    name,
    parameters.map((parameter) => [
      parameter.in,
      parameter.name,
      parameter.required,
      shapeOf(parameter.schema),
    ]),
    body && [body.required, typed(body.content)],
    responses.map(({ status, content, headers }) => [status, typed(content), headers]),
  ];
}

/**
 * The handlers that somebody has to look at: those that were written for what the contract no longer says, and those
 * of operations that it no longer has.
 */
export function handlersInNeed(
  { operations }: Service,
  signatures: Signatures,
  earlier: Manifest,
  files: readonly PlannedFile[],
): readonly Attention[] {
  const texts = new Map(files.map(({ path, contents }) => [path, contents]));
  const changed = operations.flatMap((operation): readonly Attention[] => {
    const { pointer, method, name } = operation;
    const before = earlier.signatures[pointer];
    const path = handlerPath(operation);
    const isWritten = !isStub(texts.get(path) ?? "", name);
    if (before === undefined || before === signatures[pointer] || !isWritten) return [];
    return [{ kind: "changed", path, operation: `${method.toUpperCase()} ${operation.path}` }];
  });
  return changed;
}

/** Handlers that an earlier run wrote and no operation needs any more. */
export function orphanedHandlers(
  known: Readonly<Record<string, unknown>>,
  files: readonly PlannedFile[],
): readonly Attention[] {
  const planned = new Set(files.map(({ path }) => path));
  const orphans = Object.keys(known).filter((path) => path.startsWith("src/handlers/") && !planned.has(path));
  return orphans.map((path) => ({ kind: "removed", path }));
}
