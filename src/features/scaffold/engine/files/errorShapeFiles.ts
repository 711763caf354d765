import type { MediaType, Response } from "../contract/operation.ts";
import { errorShapeCode, isOwnEnvelope } from "../model/errorShape.ts";
import type { NamedOperation, Service } from "../model/service.ts";
import { camelCase } from "../names/identifiers.ts";
import { NameTable } from "../names/nameTable.ts";
import type { Notes } from "../notes.ts";
import { stringLiteral } from "../print/escape.ts";
import type { Code } from "../print/layout.ts";
import { hardLine, objectLiteral, print } from "../print/layout.ts";
import type { OutputFile } from "./sourceFile.ts";
import { generatedHeader, Imports } from "./sourceFile.ts";
import { typeName } from "./typeFiles.ts";

/** The shapes that a contract gives to the errors with which the service answers by itself. */
export interface ErrorShapes {
  readonly files: readonly OutputFile[];
  /** Names of an operation's shapes by status ("400", "4XX", "default"); none where the service's own envelope fits. */
  readonly of: (operation: NamedOperation) => ReadonlyMap<string, string>;
}

const module = "src/api/generated/errorShapes.ts";

/** Statuses that the service answers with by itself, once it is known which operation is meant. */
const ownErrors: ReadonlySet<string> = new Set(
  "400 401 403 406 413 415 429 500 501 4XX 5XX default".split(" "),
);

/** Describes errors in the contract's own words where it has some, and notes where that is not possible. */
export function errorShapes(service: Service, notes: Notes): ErrorShapes {
  const names = new NameTable();
  const byText = new Map<string, string>();
  const byOperation = new Map<string, ReadonlyMap<string, string>>();
  for (const operation of service.operations) {
    const shapes = new Map<string, string>();
    for (const response of operation.responses.filter(({ status }) => ownErrors.has(status))) {
      const name = shapeName(response, operation, { service, notes, names, byText });
      if (name !== undefined) shapes.set(response.status, name);
    }
    byOperation.set(operation.pointer, shapes);
  }
  return {
    files: [shapesFile(service, byText, commonShape(service, byOperation))],
    of: ({ pointer }) => byOperation.get(pointer) ?? new Map<string, string>(),
  };
}

/** The shape that most operations use: errors that belong to none of them look like it too. */
function commonShape(
  { operations }: Service,
  byOperation: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string | undefined {
  const counts = new Map<string, number>();
  for (const { pointer } of operations) {
    for (const name of new Set(byOperation.get(pointer)?.values()))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [name, count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  return count * 2 > operations.length ? name : undefined;
}

interface Shaping {
  readonly service: Service;
  readonly notes: Notes;
  readonly names: NameTable;
  /** Names of shapes by their text: schemas that look alike share one. */
  readonly byText: Map<string, string>;
}

function shapeName(
  { status, content }: Response,
  { method, path }: NamedOperation,
  { service, notes, names, byText }: Shaping,
): string | undefined {
  if (content.length === 0) return undefined;
  const mediaType = content.find(({ kind }) => kind === "json");
  if (mediaType !== undefined && isOwnEnvelope(mediaType.schema, service.named)) return undefined;
  const body = mediaType && errorShapeCode(mediaType.schema, service.named);
  if (mediaType === undefined || body === undefined) {
    notes.add(
      "The service's own errors keep their envelope where the contract describes another one",
      `${method.toUpperCase()} ${path} ${status}`,
    );
    return undefined;
  }
  const text = shapeText(mediaType, body);
  const name = byText.get(text) ?? names.allocate(`${wishFor(mediaType, service)}Shape`, "2");
  byText.set(text, name);
  return name;
}

function wishFor({ schema }: MediaType, service: Service): string {
  const name = schema.ref === undefined ? "" : camelCase(typeName(service, schema.ref, "response"));
  return name === "" ? "error" : name;
}

function shapeText({ name }: MediaType, body: Code): string {
  const type = name.includes("*") ? "application/json" : name;
  const render = print(body).includes("requestId") ? "(error, requestId)" : "(error)";
  return print([
    objectLiteral([`type: ${stringLiteral(type)}`, [`body: ${render} => `, body]], true),
    ";",
    hardLine,
  ]);
}

function shapesFile(
  { contractPath }: Service,
  byText: ReadonlyMap<string, string>,
  common: string | undefined,
): OutputFile {
  const imports = new Imports();
  imports.type("ErrorShape", "./errors.ts");
  const declarations = [...byText].map(([text, name]) => `export const ${name}: ErrorShape = ${text}`);
  for (const name of ["itemsOf", "describe", "summaryOf"])
    if (declarations.some((text) => new RegExp(`\\b${name}\\b`).test(text)))
      imports.value(name, "./errors.ts");
  const commonText = `/** The shape of errors that belong to no operation: unknown paths, and limits of the whole service. */
export const commonShape: ErrorShape | undefined = ${common ?? "undefined"};
`;
  return {
    path: module,
    zone: "generated",
    contents: `${generatedHeader(contractPath)}${imports.print()}\n${[...declarations, commonText].join("\n")}`,
  };
}
