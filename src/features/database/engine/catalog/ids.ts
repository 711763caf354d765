import { qualified, quoteIdent } from "./identifiers.ts";
import type { ObjectId, ObjectKind } from "./model.ts";

/** The id of an object that lives in a schema. */
export function schemaObjectId(kind: ObjectKind, schema: string, name: string): ObjectId {
  return `${kind} ${qualified(schema, name)}`;
}

/** The id of an object that lives in no schema. */
export function globalId(kind: ObjectKind, name: string): ObjectId {
  return `${kind} ${quoteIdent(name)}`;
}

/** The id of something that belongs to a table: a constraint, a trigger, a policy, a rule. */
export function tablePartId(kind: ObjectKind, table: ObjectId, name: string): ObjectId {
  return `${kind} ${sqlNameOf(table)}.${quoteIdent(name)}`;
}

/** The id of a column of a table, view or composite type. */
export function columnId(owner: ObjectId, name: string): ObjectId {
  return `column ${sqlNameOf(owner)}.${quoteIdent(name)}`;
}

/** The id of a function, procedure or aggregate. */
export function routineId(kind: ObjectKind, schema: string, name: string, signature: string): ObjectId {
  return `${kind} ${qualified(schema, name)}(${signature})`;
}

/** An id without its kind: the name as SQL takes it. */
export function sqlNameOf(id: ObjectId): string {
  return id.slice(id.indexOf(" ") + 1);
}
