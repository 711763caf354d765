import type { SchemaStatement } from "./schemaScript.ts";
import type { PostgresError } from "./shadowServer.ts";

/** Whether a statement may fail without anything being lost. */
export function isHarmless({ kind, text }: SchemaStatement, { code }: PostgresError): boolean {
  switch (kind) {
    // Settings of other versions, as transaction_timeout; the session is the shadow's own.
    case "VariableSetStmt":
      return true;
    case "CreateSchemaStmt":
      return code === "42P06" && /\bpublic\b/i.test(text);
    case "CreateRoleStmt":
      return code === "42710";
    case "CreateExtensionStmt":
      return code === "42710";
    default:
      return false;
  }
}

/** Things that a server has or has not, whatever the schema says. */
const missingThing =
  /^(?:collation|tablespace|language|text search \w+|could not open extension control file)\b/i;

/** Whether an error says more about the shadow than about the schema. */
export function isEnvironmental({ code, message }: PostgresError): boolean {
  return code === "0A000" || code === "58P01" || (code === "42704" && missingThing.test(message));
}

/** The head of a statement, as a name for it: "create table public.orders". */
export function describeStatement(text: string): string {
  const plain = text
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const head = /^[^(;$]{1,80}/.exec(plain)?.[0] ?? plain;
  const words = head.split(" ").slice(0, 10).join(" ").trim();
  return words.length < plain.length && words.length > 70 ? `${words.slice(0, 70)} …` : words;
}
