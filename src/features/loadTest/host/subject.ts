import { relative } from "node:path";
import { Uri } from "vscode";
import { type Scenario, scenarioFolder } from "../engine/scenario/scenario.ts";
import type { OperationSource } from "../panelProtocol.ts";

/** What a test is a test of: an operation of a description, or an address. */
export interface Subject {
  /** The same for all runs of it. */
  readonly key: string;
  /** "POST /orders". */
  readonly title: string;
}

export function subjectOf(
  request: Pick<Scenario["request"], "method" | "url">,
  source: OperationSource | null,
): Subject {
  if (source) return { key: operationKey(source), title: operationTitle(source.pointer) };
  const [address = ""] = request.url.split(/[?#]/);
  return {
    key: `${request.method} ${address}`,
    title: `${request.method} ${address.replace(/^https?:\/\//i, "")}`,
  };
}

export function operationKey({ uri, pointer }: OperationSource): string {
  return `${Uri.parse(uri).toString()}#${pointer}`;
}

/** "/paths/~1orders/post" → "POST /orders". */
export function operationTitle(pointer: string): string {
  const [, , path = "", method = ""] = pointer.split("/");
  return `${method.toUpperCase()} ${path.replaceAll("~1", "/").replaceAll("~0", "~")}`;
}

/** How a scenario file names its operation. */
export function specFields(
  source: OperationSource | null,
  folder: Uri | undefined,
): Pick<Scenario, "spec" | "operation"> {
  if (!source || !folder) return {};
  const from = Uri.joinPath(folder, scenarioFolder).fsPath;
  const spec = relative(from, Uri.parse(source.uri).fsPath).replaceAll("\\", "/");
  return { spec, operation: operationTitle(source.pointer) };
}

/** The operation that a scenario file names, if it names one. @param file the scenario's own */
export function sourceOf({ spec, operation }: Scenario, file: Uri): OperationSource | null {
  const [, method, path] = /^([A-Za-z]+)\s+(\/.*)$/.exec(operation ?? "") ?? [];
  if (spec === undefined || method === undefined || path === undefined) return null;
  const uri = Uri.joinPath(file, "..", spec).toString();
  return {
    uri,
    pointer: `/paths/${path.replaceAll("~", "~0").replaceAll("/", "~1")}/${method.toLowerCase()}`,
  };
}
