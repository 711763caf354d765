import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Constraint, Index, ObjectKind, Table } from "../catalog/model.ts";
import { withoutPublic } from "./columns.ts";
import type { ExplorerModel, OfKind } from "./model.ts";
import type { TreeNode } from "./node.ts";
import { formatBytes, formatCount, oneLine, shortType } from "./wording.ts";

/** How an object looks, apart from its place in the tree. */
interface Face {
  readonly icon: string;
  readonly description?: string;
  /** What it is called when it is read out; the kind unless said otherwise. */
  readonly kind?: string;
  readonly label?: string;
  readonly expandable?: TreeNode["expandable"];
  readonly flawed?: boolean;
}

type Faces = { readonly [Kind in ObjectKind]?: (object: OfKind<Kind>, model: ExplorerModel) => Face };

/** One entry a kind of object that the tree shows. */
const faces: Faces = {
  table: (table, model) => ({
    icon: table.foreign ? "remote" : table.partitionKey === null ? "table" : "layers",
    kind: table.foreign ? "foreign table" : table.partitionKey === null ? "table" : "partitioned table",
    description: tableFacts(table, model),
    expandable: "collapsed",
  }),
  view: () => ({ icon: "eye", expandable: "collapsed" }),
  materializedView: ({ id, populated }, model) => ({
    icon: "symbol-snippet",
    kind: "materialized view",
    description: [populated ? "" : "not populated", sizeFacts(id, model)].filter(Boolean).join(", "),
    expandable: "collapsed",
  }),
  function: ({ signature, result, language }) => ({
    icon: "symbol-method",
    description: `(${shortType(signature)})${result === null ? "" : ` → ${shortType(result)}`}  ${language}`,
  }),
  procedure: ({ signature, language }) => ({
    icon: "symbol-event",
    description: `(${shortType(signature)})  ${language}`,
  }),
  aggregate: ({ signature }) => ({
    icon: "symbol-operator",
    description: `(${shortType(signature)})  aggregate`,
  }),
  enum: ({ labels }) => ({ icon: "symbol-enum", description: oneLine(labels.join(", ")) }),
  domain: ({ type }) => ({ icon: "symbol-ruler", description: shortType(type) }),
  composite: ({ attributes }) => ({
    icon: "symbol-structure",
    kind: "composite type",
    description: oneLine(attributes.map(({ name }) => name).join(", ")),
    expandable: "collapsed",
  }),
  range: () => ({ icon: "symbol-numeric", kind: "range type", description: "range" }),
  sequence: ({ dataType, ownedBy }) => ({
    icon: "symbol-number",
    description: `${dataType}${ownedBy === null ? "" : `  of ${withoutPublic(sqlNameOf(ownedBy))}`}`,
  }),
  extension: ({ version, schema }) => ({ icon: "extensions", description: `${version}  in ${schema}` }),
  index: (index, model) => ({
    icon: index.valid ? "list-ordered" : "warning",
    description: indexFacts(index, model),
    flawed: !index.valid,
  }),
  constraint: (constraint) => ({
    icon: constraintIcons[constraint.type],
    description: oneLine(constraint.definition),
    flawed: !constraint.validated,
  }),
  trigger: ({ definition, enabled }) => ({
    icon: "zap",
    description: `${triggerFacts(definition)}${enabled === "disabled" ? "  disabled" : ""}`,
    flawed: enabled === "disabled",
  }),
  rule: ({ enabled }) => ({ icon: "law", description: enabled === "disabled" ? "disabled" : "" }),
  policy: ({ command, permissive, using, roles }) => ({
    icon: "shield",
    description: oneLine(
      `${permissive ? "" : "restrictive "}${command} to ${roles.length === 0 ? "public" : roles.join(", ")}` +
        (using === null ? "" : `  using ${using}`),
    ),
  }),
  statistics: ({ definition }) => ({
    icon: "graph",
    kind: "extended statistics",
    description: oneLine(definition),
  }),
};

const constraintIcons: Readonly<Record<Constraint["type"], string>> = {
  primaryKey: "key",
  foreignKey: "references",
  unique: "symbol-key",
  check: "checklist",
  exclude: "circle-slash",
};

/** The line of an object; undefined for kinds that the tree does not show. */
export function objectNode(object: CatalogObject, model: ExplorerModel): TreeNode | undefined {
  const face = faces[object.kind] as ((of: CatalogObject, model: ExplorerModel) => Face) | undefined;
  if (!face) return undefined;
  const {
    icon,
    description = "",
    kind = object.kind,
    label,
    expandable = "no",
    flawed = false,
  } = face(object, model);
  return {
    ref: { of: "object", id: object.id },
    label: label ?? object.name,
    description,
    spoken: [`${kind} ${object.name}`, description.replaceAll(/\s{2,}/g, ", ")].filter(Boolean).join(", "),
    icon,
    menu: object.kind,
    expandable,
    object: object.id,
    sqlName: sqlNameOf(object.id),
    ...(flawed && { flawed }),
  };
}

/** The line of a foreign key, seen from the table that it refers to. */
export function referenceNode(constraint: Constraint): TreeNode {
  const from = `${withoutPublic(sqlNameOf(constraint.table))} (${constraint.columns.join(", ")})`;
  return {
    ref: { of: "object", id: constraint.table },
    label: from,
    description: constraint.name,
    spoken: `referenced by ${from}, ${constraint.name}`,
    icon: "arrow-left",
    menu: "reference",
    expandable: "no",
    object: constraint.table,
    sqlName: sqlNameOf(constraint.table),
  };
}

function tableFacts(table: Table, model: ExplorerModel): string {
  const marks = [
    table.unlogged && "unlogged",
    table.rowSecurity && "row security",
    table.partitionOf && oneLine(table.partitionOf.bound),
  ];
  return [...marks, sizeFacts(table.id, model)].filter(Boolean).join("  ");
}

/** "1.2 M rows, 340 MB" */
function sizeFacts(id: string, model: ExplorerModel): string {
  const size = model.sizeOf(id);
  if (!size) return "";
  const rows =
    size.rows === undefined ? [] : [`${formatCount(size.rows)} ${size.rows === 1 ? "row" : "rows"}`];
  return [...rows, formatBytes(size.bytes)].join(", ");
}

function indexFacts({ id, definition, unique, valid, constraint }: Index, model: ExplorerModel): string {
  const size = model.sizeOf(id);
  const [, keys = ""] = /\bUSING\s+(.*)$/s.exec(definition) ?? [];
  const scans = size?.scans;
  return [
    valid ? "" : "not valid",
    unique && constraint === null ? "unique" : "",
    oneLine(keys.replace(/^btree\s+/, "")),
    size ? formatBytes(size.bytes) : "",
    scans === undefined ? "" : `${formatCount(scans)} ${scans === 1 ? "scan" : "scans"}`,
  ]
    .filter((part) => part !== "")
    .join("  ");
}

/** "before update → set_updated_at()" */
function triggerFacts(definition: string): string {
  const [, timing = "", run = ""] =
    /\b(BEFORE|AFTER|INSTEAD OF)\b.*?\bEXECUTE (?:FUNCTION|PROCEDURE) (.*)$/s.exec(definition) ?? [];
  const [, events = ""] = /\b(?:BEFORE|AFTER|INSTEAD OF) (.*?) ON /s.exec(definition) ?? [];
  return oneLine(`${timing.toLowerCase()} ${events.toLowerCase()} → ${withoutPublic(run)}`);
}
