import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { Column, Constraint, ObjectId, ViewColumn } from "../catalog/model.ts";
import type { ExplorerModel } from "./model.ts";
import type { TreeNode } from "./node.ts";
import { oneLine, shortType } from "./wording.ts";

/** Columns of a table, with the marks of its keys. */
export function tableColumns(
  model: ExplorerModel,
  table: ObjectId,
  columns: readonly Column[],
): readonly TreeNode[] {
  const constraints = model.ofTable(table, "constraint");
  const primary = constraints.find(({ type }) => type === "primaryKey")?.columns ?? [];
  const foreign = constraints.filter(({ type }) => type === "foreignKey");
  return columns.map((column) =>
    columnNode(table, column, primary.includes(column.name), targetOf(foreign, column.name)),
  );
}

/** Columns of a view or attributes of a composite type: a name and a type. */
export function plainColumns(
  owner: ObjectId,
  columns: readonly Pick<ViewColumn, "name" | "type">[],
): readonly TreeNode[] {
  return columns.map(({ name, type }) => ({
    ref: { of: "column", owner, name },
    label: name,
    description: shortType(type),
    spoken: `column ${name}, ${type}`,
    icon: "symbol-field",
    menu: "column",
    expandable: "no",
    object: owner,
    sqlName: quoteIdent(name),
  }));
}

/** What a column refers to: "users.id". A key over several columns names the one that corresponds. */
function targetOf(foreign: readonly Constraint[], column: string): string | undefined {
  for (const { columns, references } of foreign) {
    const at = columns.indexOf(column);
    if (at < 0 || !references) continue;
    const target = references.columns[at];
    const table = withoutPublic(sqlNameOf(references.table));
    return target === undefined ? table : `${table}.${quoteIdent(target)}`;
  }
  return undefined;
}

function columnNode(
  table: ObjectId,
  column: Column,
  isPrimary: boolean,
  target: string | undefined,
): TreeNode {
  const { name, type, nullable } = column;
  const value = valueOf(column);
  const shown = [
    shortType(type),
    isPrimary ? "pk" : nullable ? "null" : "",
    target === undefined ? "" : `→ ${target}`,
    value === undefined ? "" : oneLine(value),
  ];
  const spoken = [
    `column ${name}`,
    type,
    isPrimary && "primary key",
    target !== undefined && `references ${target}`,
    nullable && "may be null",
    value !== undefined && oneLine(value),
  ];
  return {
    ref: { of: "column", owner: table, name },
    label: name,
    description: shown.filter((part) => part !== "").join("  "),
    spoken: spoken.filter((part) => part !== false).join(", "),
    icon: isPrimary ? "key" : target === undefined ? "symbol-field" : "references",
    menu: "column",
    expandable: "no",
    object: table,
    sqlName: quoteIdent(name),
  };
}

/** Where values come from that nobody inserts. */
function valueOf({ identity, generated, default: preset }: Column): string | undefined {
  if (identity) return identity.always ? "identity" : "identity by default";
  if (generated) return `generated as ${generated.expression}`;
  // The type of a literal is that of its column.
  return preset === null ? undefined : `= ${preset.replace(/^('(?:[^']|'')*')::[\w. "()[\]]+$/, "$1")}`;
}

/** A qualified name as people say it. */
export function withoutPublic(sqlName: string): string {
  return sqlName.replace(/^public\./, "");
}
