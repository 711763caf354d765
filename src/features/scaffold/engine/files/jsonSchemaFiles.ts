import type { Service } from "../model/service.ts";
import { circularity } from "./circular.ts";
import type { Notes } from "../notes.ts";
import { propertyKey } from "../print/escape.ts";
import type { JsonSchemaContext } from "../print/jsonSchema.ts";
import { jsonSchema, jsonSchemaCode } from "../print/jsonSchema.ts";
import type { Code } from "../print/layout.ts";
import { hardLine, indent, join, print } from "../print/layout.ts";
import { badPatternNote } from "../print/zodScalars.ts";
import { grouped, singleFileLines } from "./grouped.ts";
import type { SchemaUse } from "./schemaUse.ts";
import type { OutputFile } from "./sourceFile.ts";
import { generatedHeader } from "./sourceFile.ts";
import { typeName } from "./typeFiles.ts";

const folder = "src/api/generated";

/**
 * `schemas.ts`: the named schemas that requests use, by the name of their type, in JSON Schema 2020-12; by group in
 * `schemas/` once it gets long.
 */
export function jsonSchemaFiles(service: Service, use: SchemaUse, notes: Notes): readonly OutputFile[] {
  const isCircular = circularity(service.named);
  const definitions = [...use.inRequests].flatMap((id) => {
    const source = service.named.get(id);
    if (source === undefined) return [];
    const name = typeName(service, id, "request");
    const place = source.pointer === "" ? name : service.documents.nameOf(source);
    const context = requestContext(service, use, notes, place, (other) => isCircular(id, other));
    const code: Code = [propertyKey(name), ": ", jsonSchemaCode(jsonSchema(source.schema, context)), ","];
    return [{ group: use.groupOf(id), code }];
  });
  const header = generatedHeader(service.contractPath);
  const single = header + moduleText(definitions, "./validation.ts");
  if (definitions.length === 0 || single.split("\n").length <= singleFileLines)
    return [output("schemas.ts", single)];
  const groups = [...grouped(definitions, ({ group }) => group)];
  return [
    output("schemas.ts", header + indexText(groups.map(([group]) => group))),
    ...groups.map(([group, members]) =>
      output(`schemas/${group}.ts`, header + moduleText(members, "../validation.ts")),
    ),
  ];
}

/** How schemas are printed that requests carry. */
export function requestContext(
  service: Service,
  use: SchemaUse,
  notes: Notes,
  place: string,
  isCircular: (id: string) => boolean,
): JsonSchemaContext {
  return {
    direction: "request",
    named: service.named,
    referTo: (id) => `contract#/$defs/${typeName(service, id, "request")}`,
    isCircular,
    isFile: use.isFile,
    exact: false,
    onBadPattern: () => notes.add(badPatternNote, place),
  };
}

function output(name: string, contents: string): OutputFile {
  return { path: `${folder}/${name}`, zone: "generated", contents };
}

function moduleText(members: readonly { readonly code: Code }[], validation: string): string {
  const entries = members.map(({ code }) => code);
  return `import type { Schema } from "${validation}";

/** JSON Schemas (2020-12) by name, which others refer to as "contract#/$defs/…". */
${print([
  `export const definitions: Readonly<Record<string, Schema>> = {`,
  entries.length === 0 ? "" : [indent([hardLine, join(entries, hardLine)]), hardLine],
  "};",
  hardLine,
])}`;
}

function indexText(groups: readonly string[]): string {
  const imports = groups.map(
    (group, index) => `import { definitions as d${index} } from "./schemas/${group}.ts";\n`,
  );
  const parts = groups.map((_, index) => `  ...d${index},\n`);
  return `${imports.join("")}import type { Schema } from "./validation.ts";

/** JSON Schemas (2020-12) by name, which others refer to as "contract#/$defs/…". */
export const definitions: Readonly<Record<string, Schema>> = {
${parts.join("")}};
`;
}
