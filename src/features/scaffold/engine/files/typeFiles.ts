import type { Direction } from "../model/direction.ts";
import type { NamedType, Service } from "../model/service.ts";
import { docComment } from "../print/comment.ts";
import { hardLine, print } from "../print/layout.ts";
import type { TypeContext } from "../print/typescript.ts";
import { isInterface, objectCode, typeCode } from "../print/typescript.ts";
import { circularity } from "./circular.ts";
import { grouped, singleFileLines } from "./grouped.ts";
import type { SchemaUse } from "./schemaUse.ts";
import type { OutputFile } from "./sourceFile.ts";
import { generatedHeader, Imports } from "./sourceFile.ts";

interface Declaration {
  readonly group: string;
  readonly text: string;
  /** Groups and names of the types that it mentions. */
  readonly mentions: readonly (readonly [group: string, name: string])[];
}

const folder = "src/api/generated";

/** `types.ts`: the contract's named schemas as plain types; by group in `types/` once it gets long. */
export function typeFiles(service: Service, use: SchemaUse): readonly OutputFile[] {
  const declarations = declareTypes(service, use);
  const header = generatedHeader(service.contractPath);
  const body = declarations.map(({ text }) => text).join("\n");
  if (body.split("\n").length <= singleFileLines) {
    return [output("types.ts", declarations.length === 0 ? `${header}\nexport {};\n` : `${header}\n${body}`)];
  }
  const groups = grouped(declarations, ({ group }) => group);
  const barrel = [...groups.keys()].map((group) => `export type * from "./types/${group}.ts";\n`).join("");
  const files = [...groups].map(([group, members]) =>
    output(`types/${group}.ts`, header + groupText(group, members)),
  );
  return [output("types.ts", `${header}\n${barrel}`), ...files];
}

function output(name: string, contents: string): OutputFile {
  return { path: `${folder}/${name}`, zone: "generated", contents };
}

function groupText(group: string, declarations: readonly Declaration[]): string {
  const imports = new Imports();
  for (const [from, name] of declarations.flatMap(({ mentions }) => mentions)) {
    if (from !== group) imports.type(name, `./${from}.ts`);
  }
  const head = imports.print();
  return `${head === "" ? "" : head}\n${declarations.map(({ text }) => text).join("\n")}`;
}

function declareTypes(service: Service, use: SchemaUse): readonly Declaration[] {
  const isCircular = circularity(service.named);
  return [...service.types.values()].flatMap((type) => {
    const { id } = type.source;
    const directions: Direction[] = [];
    if (use.inResponses.has(id) || (type.name === type.requestName && use.inRequests.has(id)))
      directions.push("response");
    if (use.inRequests.has(id) && type.name !== type.requestName) directions.push("request");
    return directions.map((direction) => declare(type, direction, service, use, isCircular));
  });
}

function declare(
  { source, name, requestName }: NamedType,
  direction: Direction,
  service: Service,
  use: SchemaUse,
  isCircular: (owner: string, id: string) => boolean,
): Declaration {
  const mentions: (readonly [string, string])[] = [];
  const context: TypeContext = {
    direction,
    named: service.named,
    isFile: use.isFile,
    isCircular: (id) => isCircular(source.id, id),
    nameOf(id, way) {
      const type = typeName(service, id, way);
      mentions.push([use.groupOf(id), type]);
      return type;
    },
  };
  const { schema } = source;
  const declared = direction === "request" ? requestName : name;
  const comment = docComment(schema.description, schema.deprecated);
  const code = isInterface(schema)
    ? [comment, `export interface ${declared} `, objectCode(schema, context, true)]
    : [comment, `export type ${declared} = `, typeCode(schema, context), ";"];
  return { group: use.groupOf(source.id), text: print([code, hardLine]), mentions };
}

/** The name of a named schema's type as it travels one way. */
export function typeName(service: Service, id: string, direction: Direction): string {
  const type = service.types.get(id);
  return (direction === "request" ? type?.requestName : type?.name) ?? "unknown";
}
