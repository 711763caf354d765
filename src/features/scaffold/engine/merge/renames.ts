import type { Operation } from "../contract/operation.ts";
import type { NamedOperation } from "../model/service.ts";
import { kebabCase } from "../names/identifiers.ts";
import type { PinnedNames } from "../names/nameOperations.ts";
import type { Manifest } from "./manifest.ts";

/** What an earlier run called things, as far as it still holds. */
export interface EarlierNames {
  readonly pinned: PinnedNames;
  /** Earlier names ("orders/createOrder") of operations whose id has changed since, by pointer. */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * Follows operations through a change of the contract: one that moved to another path keeps its name by its
 * operation id, one that got another id gives its old name up.
 */
export function followOperations(
  operations: readonly Operation[],
  allPointers: readonly string[],
  earlier: Manifest | undefined,
): EarlierNames {
  const names = earlier?.names ?? {};
  const ids = earlier?.operationIds ?? {};
  const present = new Set(allPointers);
  // Where an id was taken twice, the first one that is gone counts.
  const gone = new Map<string, string>();
  for (const [pointer, id] of Object.entries(ids))
    if (!present.has(pointer) && !gone.has(id)) gone.set(id, pointer);
  const pinned: Record<string, string> = { ...names };
  const renamed = new Map<string, string>();
  for (const { pointer, operationId } of operations) {
    if (operationId === undefined) continue;
    const name = names[pointer];
    const earlierId = ids[pointer];
    if (name === undefined) {
      const origin = gone.get(operationId);
      const kept = origin === undefined ? undefined : names[origin];
      if (kept !== undefined) pinned[pointer] = kept;
    } else if (earlierId !== undefined && earlierId !== operationId) {
      Reflect.deleteProperty(pinned, pointer);
      renamed.set(pointer, name);
    }
  }
  return { pinned, renamed };
}

/** A handler that goes where its operation went. */
export interface HandlerMove {
  readonly from: string;
  readonly to: string;
  /** The handler's text with the new names. */
  readonly rename: (text: string) => string;
}

/** The moves of handlers whose operations got other names. */
export function handlerMoves(
  operations: readonly NamedOperation[],
  renamed: ReadonlyMap<string, string>,
): readonly HandlerMove[] {
  const wanted = new Set(operations.map(handlerPath));
  return operations.flatMap((operation) => {
    const [folder = "", name = ""] = renamed.get(operation.pointer)?.split("/") ?? [];
    if (name === "" || (name === operation.name && folder === operation.folder)) return [];
    const from = `src/handlers/${folder}/${kebabCase(name)}.ts`;
    const to = handlerPath(operation);
    if (from !== to && wanted.has(from)) return [];
    return [{ from, to, rename: (text: string) => withNames(text, { folder, name }, operation) }];
  });
}

export function handlerPath({ folder, file }: NamedOperation): string {
  return `src/handlers/${folder}/${file}.ts`;
}

/** What may hold an identifier's letters without being one is matched first, and kept. */
const token =
  /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\.\s*[A-Za-z_$][\w$]*)|([A-Za-z_$][\w$]*)/g;

/** Renames the handler and its types; text, comments and members of other objects stay as they are. */
function withNames(
  text: string,
  from: { readonly folder: string; readonly name: string },
  to: NamedOperation,
): string {
  const oldType = from.name.charAt(0).toUpperCase() + from.name.slice(1);
  const names = new Map([
    [from.name, to.name],
    ...["Input", "Result", "Handler", "Body"].map(
      (suffix) => [oldType + suffix, to.typeName + suffix] as const,
    ),
  ]);
  return text
    .replace(token, (whole, kept: string | undefined, name: string | undefined) =>
      kept === undefined && name !== undefined ? (names.get(name) ?? name) : whole,
    )
    .replaceAll(`api/generated/operations/${from.folder}.ts`, `api/generated/operations/${to.folder}.ts`)
    .replace(new RegExp(`\\bnotImplemented\\(\\s*(["'\`])${from.name}\\1`), (call) =>
      call.replace(from.name, to.name),
    );
}
