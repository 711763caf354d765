import { camelCase } from "../names/identifiers.ts";
import type { Service } from "../model/service.ts";
import type { Notes } from "../notes.ts";
import { hardLine, print } from "../print/layout.ts";
import type { Helper } from "../print/zodContext.ts";
import { namedTypeCode } from "../print/typescript.ts";
import { zodCode } from "../print/zod.ts";
import type { OnHelper } from "../validators/validators.ts";
import { allParts } from "../model/direction.ts";
import { references } from "../contract/schema.ts";
import { circularity } from "./circular.ts";
import { grouped, singleFileLines } from "./grouped.ts";
import type { SchemaUse } from "./schemaUse.ts";
import type { OutputFile } from "./sourceFile.ts";
import { generatedHeader, Imports } from "./sourceFile.ts";
import { typeName } from "./typeFiles.ts";

interface Declaration {
  readonly group: string;
  readonly text: string;
  readonly type: string;
  readonly helpers: readonly Helper[];
  readonly mentions: readonly (readonly [group: string, name: string])[];
}

const folder = "src/api/generated";

/**
 * `schemas.ts`: validators of the named schemas that requests use; by group in `schemas/` once it gets long.
 * @param use called with every helper of `validation.ts` that they need
 */
export function schemaFiles(
  service: Service,
  use: SchemaUse,
  notes: Notes,
  onHelper: OnHelper,
): readonly OutputFile[] {
  const declarations = declareSchemas(service, use, notes);
  for (const helper of declarations.flatMap(({ helpers }) => helpers)) onHelper(helper);
  const header = generatedHeader(service.contractPath);
  if (declarations.length === 0) return [];
  const single = header + moduleText(undefined, declarations, ".");
  if (single.split("\n").length <= singleFileLines) return [output("schemas.ts", single)];
  const groups = grouped(declarations, ({ group }) => group);
  const barrel = [...groups.keys()].map((group) => `export * from "./schemas/${group}.ts";\n`).join("");
  return [
    output("schemas.ts", `${header}\n${barrel}`),
    ...[...groups].map(([group, members]) =>
      output(`schemas/${group}.ts`, header + moduleText(group, members, "..")),
    ),
  ];
}

/** The name of a named schema's validator. */
export function schemaName(service: Service, id: string): string {
  return `${camelCase(typeName(service, id, "request"))}Schema`;
}

function output(name: string, contents: string): OutputFile {
  return { path: `${folder}/${name}`, zone: "generated", contents };
}

function moduleText(group: string | undefined, declarations: readonly Declaration[], up: string): string {
  const imports = new Imports();
  imports.value("* as z", "zod");
  for (const { type, helpers, mentions } of declarations) {
    imports.type(type, `${up}/types.ts`);
    for (const helper of helpers) imports.value(helper, `${up}/validation.ts`);
    for (const [from, name] of mentions) {
      if (group !== undefined && from !== group) imports.value(name, `./${from}.ts`);
    }
  }
  return `${imports.print()}\n${declarations.map(({ text }) => text).join("\n")}`;
}

function declareSchemas(service: Service, use: SchemaUse, notes: Notes): readonly Declaration[] {
  const order = definitionOrder(service, use);
  const isCircular = circularity(service.named);
  return [...order.keys()].map((id) => declare(id, order, service, use, notes, isCircular));
}

function declare(
  id: string,
  order: ReadonlyMap<string, number>,
  service: Service,
  use: SchemaUse,
  notes: Notes,
  isCircular: (owner: string, id: string) => boolean,
): Declaration {
  const helpers: Helper[] = [];
  const mentions: (readonly [string, string])[] = [];
  const source = service.named.get(id);
  const type = typeName(service, id, "request");
  const typeCode = namedTypeCode(id, {
    direction: "request",
    named: service.named,
    isFile: use.isFile,
    isCircular: () => false,
    nameOf: () => type,
  });
  const code =
    source === undefined
      ? "z.unknown()"
      : zodCode(source.schema, {
          named: service.named,
          isFile: use.isFile,
          isCircular: (other) => isCircular(id, other),
          use: (helper) => helpers.push(helper),
          notes,
          place: source.pointer === "" ? type : service.documents.nameOf(source),
          exact: false,
          referTo(other) {
            const name = schemaName(service, other);
            mentions.push([use.groupOf(other), name]);
            const isLater = (order.get(other) ?? 0) >= (order.get(id) ?? 0);
            return isLater ? `z.lazy(() => ${name})` : name;
          },
        });
  const text = print([
    `export const ${schemaName(service, id)}: z.ZodType<`,
    typeCode,
    "> = ",
    code,
    ";",
    hardLine,
  ]);
  return { group: use.groupOf(id), text, type, helpers, mentions };
}

/** Ids in an order in which schemas come after those that they use, save where they use each other. */
function definitionOrder(service: Service, use: SchemaUse): ReadonlyMap<string, number> {
  const order = new Map<string, number>();
  const entered = new Set<string>();
  for (const root of use.inRequests) visit(root);
  return order;

  /** Depth first without recursion: chains of references may be long. */
  function visit(root: string): void {
    const stack: { readonly id: string; readonly rest: string[] }[] = [];
    const enter = (id: string): void => {
      if (entered.has(id)) return;
      entered.add(id);
      const schema = service.named.get(id)?.schema;
      stack.push({ id, rest: schema === undefined ? [] : allParts(schema).flatMap(references) });
    };
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.rest.pop();
      if (next !== undefined) enter(next);
      else {
        stack.pop();
        order.set(top.id, order.size);
      }
    }
  }
}
