import { outlineOfJson } from "./outlineJson.ts";
import { outlineOfYaml } from "./outlineYaml.ts";
import { startsAsFlow } from "./recognise.ts";

/** An operation as it stands in a text. */
export interface OperationOutline {
  /** JSON pointer: "/paths/~1orders/post". */
  readonly pointer: string;
  readonly method: string;
  readonly path: string;
  /** Line of the method's key, from 0. */
  readonly line: number;
  /** Last line of the operation, from 0. */
  readonly endLine: number;
  /** Columns of the method's key. */
  readonly start: number;
  readonly end: number;
}

export interface Outline {
  /** Line of the root's version key, from 0. */
  readonly versionLine: number;
  readonly operations: readonly OperationOutline[];
}

/**
 * Finds the operations of a description without parsing it as a whole, so that a half-typed document keeps the
 * lenses of what stands. Operations behind a `$ref` are not in this text and not listed.
 */
export function outlineOf(text: string): Outline {
  return startsAsFlow(text) ? outlineOfJson(text) : outlineOfYaml(text);
}

/** The pointer of an operation: https://www.rfc-editor.org/rfc/rfc6901#section-3 */
export function operationPointer(path: string, method: string): string {
  return `/paths/${path.replaceAll("~", "~0").replaceAll("/", "~1")}/${method}`;
}
