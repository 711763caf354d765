import { manifestPath, parseManifest } from "./merge/manifest.ts";
import { kebabCase } from "./names/identifiers.ts";
import type { TargetFolder } from "./ports.ts";
import { isStub } from "./stub.ts";

/** The handler of an operation in a scaffolded service. */
export interface Handler {
  /** JSON pointer of the operation: "/paths/~1orders/post". */
  readonly pointer: string;
  /** Name of the exported function. */
  readonly name: string;
  /** Relative to the service: "src/handlers/orders/create-order.ts". */
  readonly path: string;
  /** Whether somebody wrote it: the file is there, and does more than answer 501. */
  readonly implemented: boolean;
}

/** A scaffolded service, seen from its contract. */
export interface HandlerTable {
  /** Path of the contract, relative to the service. */
  readonly contractPath: string;
  readonly handlers: readonly Handler[];
}

/**
 * Reads which handlers a service has, and which of them are written. Undefined when the folder holds no service.
 * @throws UserError when the manifest cannot be read.
 */
export async function readHandlers(
  folder: TargetFolder,
  signal: AbortSignal,
): Promise<HandlerTable | undefined> {
  const text = await folder.read(manifestPath, signal);
  if (text === undefined) return undefined;
  const { contract, names } = parseManifest(text);
  const operations = Object.entries(names).filter(([pointer, name]) => isOperation(pointer, name));
  const handlers = operations.map(([pointer, name]) => readHandler(folder, pointer, name, signal));
  return { contractPath: contract.path, handlers: await Promise.all(handlers) };
}

/** Operations are named with the folder of their handler: "orders/createOrder". */
function isOperation(pointer: string, name: string): boolean {
  return pointer.startsWith("/paths/") && /^[\w-]+\/\w+$/.test(name);
}

async function readHandler(
  folder: TargetFolder,
  pointer: string,
  qualified: string,
  signal: AbortSignal,
): Promise<Handler> {
  const [tag = "", name = ""] = qualified.split("/");
  const path = `src/handlers/${tag}/${kebabCase(name)}.ts`;
  const text = await folder.read(path, signal);
  return { pointer, name, path, implemented: text !== undefined && !isStub(text, name) };
}
