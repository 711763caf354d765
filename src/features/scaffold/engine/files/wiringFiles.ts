import type { Adapter } from "../frameworks/framework.ts";
import type { NamedOperation, Service } from "../model/service.ts";
import { docComment } from "../print/comment.ts";
import { stringLiteral } from "../print/escape.ts";
import { list, print } from "../print/layout.ts";
import { grouped } from "./grouped.ts";
import { operationTitle } from "./operationFiles.ts";
import { routesName } from "./routeFiles.ts";
import type { OutputFile } from "./sourceFile.ts";
import { generatedHeader, Imports } from "./sourceFile.ts";

/** What ties the routes to the handlers: their interface, the registry that imports them, and the entry point. */
export function wiringFiles(service: Service, adapter: Adapter): readonly OutputFile[] {
  return [
    generated("handlers.ts", service, handlersText(service.operations)),
    generated("registry.ts", service, registryText(service.operations)),
    generated("index.ts", service, indexText(service, adapter)),
  ];
}

function generated(name: string, { contractPath }: Service, text: string): OutputFile {
  return {
    path: `src/api/generated/${name}`,
    zone: "generated",
    contents: generatedHeader(contractPath) + text,
  };
}

function handlersText(operations: readonly NamedOperation[]): string {
  const imports = new Imports();
  for (const { typeName, folder } of operations)
    imports.type(`${typeName}Handler`, `./operations/${folder}.ts`);
  const members = operations.map(({ name, typeName }) => `  readonly ${name}: ${typeName}Handler;\n`);
  if (members.length === 0) return "\n/** A handler for each operation. */\nexport type Handlers = object;\n";
  return `${imports.print()}\n/** A handler for each operation. */\nexport interface Handlers {\n${members.join("")}}\n`;
}

function registryText(operations: readonly NamedOperation[]): string {
  const imports = new Imports();
  imports.type("Handlers", "./handlers.ts");
  for (const { name, folder, file } of operations) imports.value(name, `../../handlers/${folder}/${file}.ts`);
  const members = operations.map(({ name }) => `  ${name},\n`).join("");
  const literal = members === "" ? "{}" : `{\n${members}}`;
  return `${imports.print()}\n/** The handlers of this service. */\nexport const handlers: Handlers = ${literal};\n`;
}

function indexText({ operations }: Service, adapter: Adapter): string {
  const folders = [...grouped(operations, ({ folder }) => folder).keys()];
  const imports = new Imports();
  imports.type(adapter.type, adapter.package);
  imports.value(adapter.create, `./${adapter.file}`);
  imports.type("AdapterOptions", `./${adapter.file}`);
  imports.type("Handlers", "./handlers.ts");
  imports.value("handlers as registeredHandlers", "./registry.ts");
  for (const folder of folders) imports.value(routesName(folder), `./routes/${folder}.ts`);
  const routes = print(
    list(
      "[",
      folders.map((folder) => `...${routesName(folder)}(handlers)`),
      "]",
    ),
    1,
    17,
  );
  const handlersUse = folders.length === 0 ? "void handlers;\n  " : "";
  return `${imports.print()}
export interface ApiOptions extends AdapterOptions {
  /** Handlers other than those of \`src/handlers\`, for tests. */
  readonly handlers?: Handlers | undefined;
}

/** The operations of the contract as ${adapter.noun}. */
export function createApi({ handlers = registeredHandlers, ...options }: ApiOptions): ${adapter.type} {
  const routes = ${routes};
  ${handlersUse}return ${adapter.create}(routes, options);
}
`;
}

/** `handlers/<folder>/<operation>.ts`: written once, then its reader's own. */
export function handlerFiles({ operations }: Service): readonly OutputFile[] {
  return operations.map((operation) => {
    const { name, typeName, folder, file, summary, description } = operation;
    const title = operationTitle({ ...operation, summary: summary ?? description?.split("\n")[0] });
    const comment = print([docComment(title, operation.deprecated)]);
    return {
      path: `src/handlers/${folder}/${file}.ts`,
      zone: "yours",
      contents: `import { notImplemented } from "../../api/generated/errors.ts";
import type { ${typeName}Handler } from "../../api/generated/operations/${folder}.ts";

${comment}export const ${name}: ${typeName}Handler = async () => {
  return notImplemented(${stringLiteral(name)});
};
`,
    };
  });
}
