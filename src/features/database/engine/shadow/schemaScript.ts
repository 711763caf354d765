import { UserError } from "../../../../shared/userError.ts";
import { parseSql, type SqlStatement } from "../sql/parseSql.ts";
import type { ExtensionRequest } from "./shadowServer.ts";
import { kindOf, roleOf, type StatementRole } from "./statementRole.ts";

/** A file of a schema; the path is what messages name. */
export interface SchemaFile {
  readonly path: string;
  readonly text: string;
}

/** A statement of a schema with its place, and the session that its file has set up for it. */
export interface SchemaStatement {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly kind: string;
  readonly role: StatementRole;
  /** Statements of the same file before it that set up the session, as SET search_path. */
  readonly session: readonly string[];
}

/** A schema, read and not yet run. */
export interface SchemaScript {
  readonly statements: readonly SchemaStatement[];
  readonly extensions: readonly ExtensionRequest[];
  /** Roles that statements refer to or create. */
  readonly roles: readonly string[];
}

/**
 * Reads the files of a schema: hand-written SQL, in any order, or what pg_dump wrote.
 * @throws UserError that names file and line of the first statement that does not parse.
 */
export async function readSchema(files: readonly SchemaFile[], signal: AbortSignal): Promise<SchemaScript> {
  const statements: SchemaStatement[] = [];
  const extensions = new Map<string, ExtensionRequest>();
  const roles = new Set<string>();
  for (const { path, text } of files) {
    signal.throwIfAborted();
    const script = await parseSql(text);
    const [error] = script.errors;
    if (error) {
      const line = script.lines.positionAt(error.offset).line + 1;
      throw new UserError(
        `${path} line ${String(line)}: ${error.message}; correct the statement and try again.`,
      );
    }
    let session: readonly string[] = [];
    for (const statement of script.statements) {
      const role = roleOf(statement);
      if (role === "session") session = [...session, statement.text];
      const extension = extensionOf(statement);
      if (extension) extensions.set(extension.name, extension);
      for (const name of rolesIn(statement.node)) roles.add(name);
      statements.push({
        file: path,
        line: statement.range.start.line + 1,
        text: statement.text,
        kind: kindOf(statement.node),
        role,
        session,
      });
    }
  }
  return { statements, extensions: [...extensions.values()], roles: [...roles] };
}

/** The extension that a statement creates, if it creates one. */
export function extensionOf({ node }: Pick<SqlStatement, "node">): ExtensionRequest | undefined {
  if (!("CreateExtensionStmt" in node)) return undefined;
  const { extname, options = [] } = node.CreateExtensionStmt;
  if (extname === undefined) return undefined;
  for (const option of options) {
    if (!("DefElem" in option) || option.DefElem.defname !== "new_version") continue;
    const { arg } = option.DefElem;
    if (arg && "String" in arg && arg.String.sval !== undefined)
      return { name: extname, version: arg.String.sval };
  }
  return { name: extname };
}

/** Names of roles anywhere in a parse tree: owners, grantees, policies, default privileges. */
function* rolesIn(node: unknown): Generator<string> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (isRoleSpec(value)) yield value.rolename;
    else if (key === "CreateRoleStmt" && isNamedRole(value)) yield value.role;
    else yield* rolesIn(value);
  }
}

function isRoleSpec(value: unknown): value is { readonly rolename: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "roletype" in value &&
    value.roletype === "ROLESPEC_CSTRING" &&
    "rolename" in value &&
    typeof value.rolename === "string"
  );
}

function isNamedRole(value: unknown): value is { readonly role: string } {
  return typeof value === "object" && value !== null && "role" in value && typeof value.role === "string";
}
