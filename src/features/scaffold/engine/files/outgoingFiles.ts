import type { MediaType } from "../contract/operation.ts";
import { isBareReference } from "../contract/schema.ts";
import type { NamedOutgoing, Service } from "../model/service.ts";
import { docComment } from "../print/comment.ts";
import { propertyKey, stringLiteral } from "../print/escape.ts";
import type { Code } from "../print/layout.ts";
import { call, hardLine, indent, join, print } from "../print/layout.ts";
import type { TypeContext } from "../print/typescript.ts";
import { isPlainObject, membersCode, objectCode, typeCode } from "../print/typescript.ts";
import { outgoingSource } from "../runtime/outgoing.ts";
import { sendSource, signatureSource, webhooksTestSource } from "../service/webhooks.ts";
import { grouped, singleFileLines } from "./grouped.ts";
import { isBodiless, statusType } from "./operationFiles.ts";
import type { SchemaUse } from "./schemaUse.ts";
import type { OutputFile } from "./sourceFile.ts";
import { generatedHeader, Imports } from "./sourceFile.ts";
import { typeName } from "./typeFiles.ts";

const folder = "src/api/generated";

/**
 * What the service sends by itself: `webhooks.ts` with the types of webhooks and callbacks and a function for each that
 * makes the request, by group in `webhooks/` once it gets long; and what signs, verifies and sends, written once.
 */
export function outgoingFiles(service: Service, use: SchemaUse): readonly OutputFile[] {
  const { outgoing, contractPath } = service;
  if (outgoing.length === 0) return [];
  const header = generatedHeader(contractPath);
  const generated = (name: string, contents: string): OutputFile => ({
    path: `${folder}/${name}`,
    zone: "generated",
    contents: header + contents,
  });
  const yours = (path: string, contents: string): OutputFile => ({
    path,
    zone: "yours",
    contents,
    mergeable: true,
  });
  return [
    ...webhookFiles(service, use).map(([name, text]) => generated(name, text)),
    generated("outgoing.ts", outgoingSource),
    yours("src/webhooks/signature.ts", signatureSource),
    yours("src/webhooks/send.ts", sendSource),
    yours("test/webhooks.test.ts", webhooksTestSource),
  ];
}

/** The media type that a request is sent as, JSON where there is a choice. */
export function sentContent({ body }: NamedOutgoing): MediaType | undefined {
  return body?.content.find(({ kind }) => kind === "json") ?? body?.content[0];
}

function webhookFiles(service: Service, use: SchemaUse): readonly (readonly [name: string, text: string])[] {
  const single = moduleText(service.outgoing, "webhookRequests", ".", service, use);
  if (single.split("\n").length <= singleFileLines) return [["webhooks.ts", single]];
  const groups = [...grouped(service.outgoing, ({ folder: group }) => group)];
  const imports = groups.map(
    ([group], index) => `import { webhookRequests as w${index} } from "./webhooks/${group}.ts";\n`,
  );
  const exported = groups.map(([group]) => `export type * from "./webhooks/${group}.ts";\n`);
  const index = `${imports.join("")}
${exported.join("")}
/** What makes each request that the service sends. */
export const webhookRequests = {
${groups.map((_, number) => `  ...w${number},\n`).join("")}};
`;
  return [
    ["webhooks.ts", index],
    ...groups.map(
      ([group, members]) =>
        [`webhooks/${group}.ts`, moduleText(members, "webhookRequests", "..", service, use)] as const,
    ),
  ];
}

function moduleText(
  outgoing: readonly NamedOutgoing[],
  name: string,
  up: string,
  service: Service,
  use: SchemaUse,
): string {
  const imports = new Imports();
  imports.value("outgoing", `${up}/outgoing.ts`);
  const context: TypeContext = {
    direction: "response",
    named: service.named,
    isFile: use.isFile,
    isCircular: () => false,
    nameOf: (id, way) => imports.type(typeName(service, id, way), `${up}/types.ts`),
  };
  const types = outgoing.map((sent): Code => [
    bodyDeclaration(sent, context),
    contentDeclaration(sent, context),
    hardLine,
    answerDeclaration(sent, context, imports, up),
    hardLine,
  ]);
  const makers = outgoing.map((sent): Code => [comment(sent), `${sent.name}: `, maker(sent), ","]);
  const code: Code = [
    types,
    "/** What makes each request that the service sends. */",
    hardLine,
    `export const ${name} = {`,
    indent([hardLine, join(makers, hardLine)]),
    hardLine,
    "};",
    hardLine,
  ];
  const text = print(code);
  return `${imports.print()}\n${text}`;
}

function comment({ kind, title, method, summary, description, deprecated, expression }: NamedOutgoing): Code {
  const name = `${method.toUpperCase()} of the ${kind} ${title}`;
  const prose = (summary ?? description ?? "").split("\n")[0] ?? "";
  const place = expression === undefined ? "" : `\nIts URL: ${expression}`;
  return docComment(`${name}${prose === "" ? "" : `: ${prose}`}${place}`, deprecated);
}

function maker(sent: NamedOutgoing): Code {
  const type = sentContent(sent)?.name;
  return call(`outgoing<${sent.typeName}, ${sent.typeName}Answer>`, [
    stringLiteral(sent.name),
    stringLiteral(sent.method.toUpperCase()),
    ...(type === undefined ? [] : [stringLiteral(type.includes("*") ? "application/octet-stream" : type)]),
  ]);
}

function bodyDeclaration(sent: NamedOutgoing, context: TypeContext): Code {
  const schema = sentContent(sent)?.schema;
  if (schema === undefined || !hasOwnType(sent)) return "";
  const name = `${sent.typeName}Body`;
  const comment = docComment(schema.description);
  return isPlainObject(schema)
    ? [comment, `export interface ${name} `, objectCode(schema, context, true), hardLine, hardLine]
    : [comment, `export type ${name} = `, typeCode(schema, context), ";", hardLine, hardLine];
}

/** Whether a body is described in place, and gets a type of its own. */
function hasOwnType(sent: NamedOutgoing): boolean {
  const content = sentContent(sent);
  return content !== undefined && isTyped(content) && !isBareReference(content.schema);
}

function isTyped({ kind }: MediaType): boolean {
  return kind === "json" || kind === "form";
}

function contentDeclaration(sent: NamedOutgoing, context: TypeContext): Code {
  const content = sentContent(sent);
  const body: Code =
    content === undefined || !isTyped(content)
      ? "string | Uint8Array"
      : hasOwnType(sent)
        ? `${sent.typeName}Body`
        : typeCode(content.schema, context);
  const members: readonly Code[] = [
    ...parameterMembers(sent, "query", context),
    ...parameterMembers(sent, "header", context),
    ...(content === undefined ? [] : [["body", sent.body?.required === true ? ": " : "?: ", body]]),
  ];
  if (members.length === 0) return [comment(sent), `export type ${sent.typeName} = object;`, hardLine];
  return [comment(sent), `export interface ${sent.typeName} `, membersCode(members, true), hardLine];
}

function parameterMembers(
  sent: NamedOutgoing,
  place: "query" | "header",
  context: TypeContext,
): readonly Code[] {
  const own = sent.parameters.filter((parameter) => parameter.in === place);
  if (own.length === 0) return [];
  const members = own.map(({ name, required, schema, description, deprecated }): Code => [
    docComment(description, deprecated),
    `${propertyKey(name)}${required ? "" : "?"}: `,
    typeCode(schema, context),
  ]);
  const optional = own.some(({ required }) => required) ? "" : "?";
  return [[`${place === "query" ? "query" : "headers"}${optional}: `, membersCode(members, true)]];
}

function answerDeclaration(sent: NamedOutgoing, context: TypeContext, imports: Imports, up: string): Code {
  // `statusType` imports from beside the routes.
  const statuses = new Imports();
  const all = sent.responses.filter(({ status }) => !status.startsWith("1"));
  const variants = all.map((response) => {
    const json = isBodiless(response.status) ? [] : response.content.filter(({ kind }) => kind === "json");
    const bodies = json.map(({ schema }) => typeCode(schema, context));
    return membersCode(
      [
        `status: ${statusType(response.status, all, statuses)}`,
        ...(bodies.length === 0 ? [] : [["body: ", join(bodies, " | ")]]),
      ],
      false,
    );
  });
  if (variants.length === 0)
    variants.push(membersCode([`status: ${statuses.type("HttpStatus", "../http.ts")}`], false));
  for (const name of statuses.typeNames()) imports.type(name, `${up}/http.ts`);
  return [
    docComment(`What is answered to ${sent.typeName}.`),
    `export type ${sent.typeName}Answer = `,
    join(variants, " | "),
    ";",
    hardLine,
  ];
}
