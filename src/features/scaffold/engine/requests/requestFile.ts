import { generatedHeader } from "../files/sourceFile.ts";
import type { OutputFile } from "../files/sourceFile.ts";
import type { Service } from "../model/service.ts";
import { jsonSchemaCode } from "../print/jsonSchema.ts";
import type { Code } from "../print/layout.ts";
import { hardLine, indent, join, print } from "../print/layout.ts";
import { contractRequest } from "./contractRequest.ts";

/** `test/generated/requests.ts`: what `test/contract.test.ts` sends to each operation. */
export function requestFile({ operations, named, contractPath }: Service): OutputFile {
  const shapeOf = (path: string): string => path.replace(/\{[^{}]*\}/g, "{}");
  const methods = new Map<string, string[]>();
  for (const { path, method } of operations)
    methods.set(shapeOf(path), [...(methods.get(shapeOf(path)) ?? []), method.toUpperCase()]);
  const requests = operations.map((operation): Code => [
    jsonSchemaCode(contractRequest(operation, methods.get(shapeOf(operation.path)) ?? [], named)),
    ",",
  ]);
  const scopes = [
    ...new Set(operations.flatMap(({ security }) => security.flat().flatMap(({ scopes }) => scopes))),
  ];
  const list = (items: readonly Code[]): Code =>
    items.length === 0 ? "[]" : ["[", indent([hardLine, join(items, hardLine)]), hardLine, "]"];
  const code: Code = [
    "export const contractRequests: readonly ContractRequest[] = ",
    list(requests),
    ";",
    hardLine,
    hardLine,
    "/** Every scope that operations ask for. */",
    hardLine,
    "export const scopes: readonly string[] = ",
    jsonSchemaCode(scopes),
    ";",
    hardLine,
  ];
  return {
    path: "test/generated/requests.ts",
    zone: "generated",
    contents: `${generatedHeader(contractPath)}${types}\n${print(code)}`,
  };
}

const types = `
/** What a request consists of besides its path. */
export interface RequestParts {
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookie?: string;
  /** Media type of the body. */
  readonly type?: string;
  readonly json?: unknown;
  readonly text?: string;
  /** Fields of a form; those that are files say so. */
  readonly form?: readonly (readonly [name: string, value: string, kind?: "file"])[];
}

export interface ContractRequest {
  readonly operation: string;
  readonly method: string;
  /** Filled with values of its parameters. */
  readonly path: string;
  /** Everything that the path allows. */
  readonly methods: readonly string[];
  /** Security schemes of one way in; absent where everyone is let in. */
  readonly security?: readonly string[];
  /** A request that must get through; absent where none can be made up from the contract alone. */
  readonly valid?: RequestParts;
  /** One that must be refused; absent where everything is allowed. */
  readonly invalid?: RequestParts;
  /** Whether a body of another media type must be refused. */
  readonly readsBody?: true;
}
`;
