declare module "nimma/parser" {
  export interface JsonPathNode {
    readonly type: string;
    readonly value?: unknown;
    deep?: boolean;
  }

  /** Throws a SyntaxError when the text is no JSONPath that Nimma knows. */
  export function parse(expression: string): JsonPathNode[];
}
