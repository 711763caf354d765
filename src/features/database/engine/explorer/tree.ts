import type { CatalogObject, ObjectId } from "../catalog/model.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import { plainColumns, tableColumns } from "./columns.ts";
import type { ExplorerModel } from "./model.ts";
import type { GroupName, NodeRef, TreeNode, TreePage } from "./node.ts";
import { objectNode, referenceNode } from "./objects.ts";

/** Which part of a node's children is asked for. */
export interface Slice {
  /** How many to leave out at the start. */
  readonly from: number;
  readonly limit: number;
  /** Shows only objects of schemas whose name contains it, whatever the case; empty: all. */
  readonly filter: string;
}

/** The children of a node, in the order in which they are shown. */
export function treeChildren(model: ExplorerModel, ref: NodeRef, { from, limit, filter }: Slice): TreePage {
  const all = childrenOf(model, ref, filter.toLowerCase());
  return { nodes: all.slice(from, from + limit).map((line) => line()), total: all.length };
}

/** Owner of the folder that belongs to the database itself. */
const nobody = "";

/** Lines are made when they are shown: a schema may hold thousands of tables. */
type Line = () => TreeNode;

function childrenOf(model: ExplorerModel, ref: NodeRef, filter: string): readonly Line[] {
  switch (ref.of) {
    case "database":
      return databaseChildren(model, filter);
    case "group":
      return groupMembers(model, ref.owner, ref.group, filter);
    case "object":
      return objectChildren(model, model.catalog.objects.get(ref.id), filter);
    case "column":
      return [];
  }
}

function databaseChildren(model: ExplorerModel, filter: string): readonly Line[] {
  const schemas = [...model.catalog.objects.values()].filter((object) => object.kind === "schema");
  const shown = schemas.filter(
    ({ id }) => filter === "" || objectChildren(model, model.catalog.objects.get(id), filter).length > 0,
  );
  const expandable = shown.length === 1 ? "expanded" : "collapsed";
  const lines = shown
    .sort((a, b) => Number(b.name === "public") - Number(a.name === "public") || (a.name < b.name ? -1 : 1))
    .map(({ id, name, comment }): Line => () => ({
      ref: { of: "object", id },
      label: name,
      description: comment === "standard public schema" ? "" : (comment ?? ""),
      spoken: `schema ${name}`,
      icon: "symbol-namespace",
      menu: "schema",
      expandable,
      object: id,
      sqlName: sqlNameOf(id),
    }));
  const extensions = filter === "" ? groupLine(model, nobody, "extensions", filter) : [];
  return [...lines, ...extensions];
}

function objectChildren(
  model: ExplorerModel,
  object: CatalogObject | undefined,
  filter: string,
): readonly Line[] {
  if (object?.kind === "schema") {
    return schemaGroups.flatMap((group) => groupLine(model, object.id, group, filter));
  }
  if (object?.kind === "composite") return lines(plainColumns(object.id, object.attributes));
  if (object?.kind === "table") {
    return [
      ...lines(tableColumns(model, object.id, object.columns)),
      ...tableGroups.flatMap((group) => groupLine(model, object.id, group, "")),
    ];
  }
  if (object?.kind === "view" || object?.kind === "materializedView") {
    return [
      ...lines(plainColumns(object.id, object.columns)),
      ...viewGroups.flatMap((group) => groupLine(model, object.id, group, "")),
    ];
  }
  return [];
}

const schemaGroups = ["tables", "views", "materializedViews", "functions", "types", "sequences"] as const;
const viewGroups = ["indexes", "triggers", "rules"] as const;
const tableGroups = [
  "indexes",
  "constraints",
  "triggers",
  "rules",
  "policies",
  "statistics",
  "partitions",
  "referencedBy",
] as const;

const groupTitles: Readonly<Record<GroupName, string>> = {
  tables: "Tables",
  views: "Views",
  materializedViews: "Materialized views",
  functions: "Functions",
  types: "Types",
  sequences: "Sequences",
  extensions: "Extensions",
  indexes: "Indexes",
  constraints: "Constraints",
  triggers: "Triggers",
  rules: "Rules",
  policies: "Policies",
  statistics: "Extended statistics",
  partitions: "Partitions",
  referencedBy: "Referenced by",
};

/** A folder with its count; none when it would be empty. */
function groupLine(model: ExplorerModel, owner: ObjectId, group: GroupName, filter: string): readonly Line[] {
  const count = groupMembers(model, owner, group, filter).length;
  if (count === 0) return [];
  const label = groupTitles[group];
  return [
    () => ({
      ref: { of: "group", owner, group },
      label,
      description: count.toLocaleString("en-US"),
      spoken: `${label}, ${count}`,
      icon: "",
      menu: group === "tables" ? "tables" : "group",
      expandable: group === "tables" || filter !== "" ? "expanded" : "collapsed",
    }),
  ];
}

function groupMembers(
  model: ExplorerModel,
  owner: ObjectId,
  group: GroupName,
  filter: string,
): readonly Line[] {
  if (owner === nobody) {
    const extensions = [...model.catalog.objects.values()].filter((object) => object.kind === "extension");
    return objectLines(model, extensions);
  }
  if (group === "referencedBy")
    return model.referencesTo(owner).map((constraint) => () => referenceNode(constraint));
  const members = membersOf(model, owner, group);
  return objectLines(
    model,
    filter === "" ? members : members.filter(({ name }) => name.toLowerCase().includes(filter)),
  );
}

function membersOf(model: ExplorerModel, owner: ObjectId, group: GroupName): readonly CatalogObject[] {
  const object = model.catalog.objects.get(owner);
  const schema = object?.kind === "schema" ? object.name : "";
  switch (group) {
    case "tables":
      return model.inSchema(schema, "table");
    case "views":
      return model.inSchema(schema, "view");
    case "materializedViews":
      return model.inSchema(schema, "materializedView");
    case "functions":
      return model.inSchema(schema, "function", "procedure", "aggregate");
    case "types":
      return model.inSchema(schema, "enum", "domain", "composite", "range");
    case "sequences":
      return model.inSchema(schema, "sequence");
    case "indexes":
      return model.ofTable(owner, "index");
    case "constraints":
      return model.ofTable(owner, "constraint");
    case "triggers":
      return model.ofTable(owner, "trigger");
    case "rules":
      return model.ofTable(owner, "rule");
    case "policies":
      return model.ofTable(owner, "policy");
    case "statistics":
      return model.ofTable(owner, "statistics");
    case "partitions":
      return model.partitionsOf(owner);
    case "extensions":
    case "referencedBy":
      return [];
  }
}

function objectLines(model: ExplorerModel, objects: readonly CatalogObject[]): readonly Line[] {
  return objects.map((object) => () => {
    const node = objectNode(object, model);
    if (!node) throw new Error(`The tree has no line for a ${object.kind}.`);
    return node;
  });
}

function lines(nodes: readonly TreeNode[]): readonly Line[] {
  return nodes.map((node) => () => node);
}
