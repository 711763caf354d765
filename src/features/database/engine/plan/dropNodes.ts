import { quoteIdent } from "../catalog/identifiers.ts";
import { columnId, sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Index, ObjectId, Table } from "../catalog/model.ts";
import { privilegeStatements } from "../ddl/metadata.ts";
import { dropStatement } from "../ddl/names.ts";
import { isOwn } from "../diff/diffCatalogs.ts";
import { changeDefault } from "./columns.ts";
import { holdsRows } from "./context.ts";
import { isOnline } from "./creation.ts";
import { needsFunctionOf } from "./nodeBook.ts";
import type { NodeBook } from "./nodeBook.ts";
import { createRank, dropRank, ranks } from "./ranks.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** Returns what adds the nodes that take an object away. */
export function createDropper(book: NodeBook): (object: CatalogObject) => void {
  const { context, from, to, impact, takers, node, isGone, columnGone } = book;

  /** What an object goes away with, without a statement of its own. */
  function container(object: CatalogObject): ObjectId | undefined {
    if (object.kind === "sequence" && object.ownedBy !== null) {
      const table = from.tableOf(object.ownedBy)?.id;
      if (table !== undefined && isGone(table)) return table;
      return columnGone(object.ownedBy) ? object.ownedBy : undefined;
    }
    if (!("table" in object)) return undefined;
    if (isGone(object.table)) return needsOwnDrop(object) ? undefined : object.table;
    if (object.kind === "index" && object.parent !== null) {
      const parent = from.catalog.objects.get(object.parent);
      const owner = parent?.kind === "index" ? (parent.constraint ?? parent.id) : undefined;
      if (owner !== undefined && isGone(owner)) return owner;
    }
    if (object.kind === "constraint") {
      const index = object.index === null ? undefined : from.catalog.objects.get(object.index);
      const parent = index?.kind === "index" && index.constraint === object.id ? index.parent : null;
      const parentIndex = parent === null ? undefined : from.catalog.objects.get(parent);
      if (
        parentIndex?.kind === "index" &&
        parentIndex.constraint !== null &&
        isGone(parentIndex.constraint)
      ) {
        return parentIndex.constraint;
      }
    }
    if (object.kind === "index" || object.kind === "constraint" || object.kind === "statistics") {
      for (const id of from.references(object.id)) {
        if (columnGone(id) && from.tableOf(id)?.id === object.table) return id;
      }
    }
    return undefined;
  }

  /** A foreign key between two tables that both go is dropped first, so that their order does not matter. */
  function needsOwnDrop(object: CatalogObject): boolean {
    return (
      object.kind === "constraint" &&
      object.type === "foreignKey" &&
      object.references !== null &&
      object.references.table !== object.table &&
      isGone(object.references.table)
    );
  }

  function drop(object: CatalogObject): void {
    if (!isOwn(object)) return;
    const holder = container(object);
    if (holder !== undefined) {
      takers.set(object.id, `drop ${holder}`);
      return;
    }
    const key = `drop ${object.id}`;
    takers.set(object.id, key);
    if (retires(object)) {
      const retired = retiredName(object);
      node(`retire ${object.id}`, {
        object: object.id,
        rank: ranks.retireType,
        steps: [
          plain(`ALTER ${dropStatement(object).slice("DROP ".length)} RENAME TO ${quoteIdent(retired)}`),
        ],
      });
      const kind = object.kind === "domain" ? "DOMAIN" : "TYPE";
      const schema = "schema" in object && object.schema !== null ? `${quoteIdent(object.schema)}.` : "";
      node(key, {
        object: object.id,
        rank: dropRank(object),
        steps: [plain(`DROP ${kind} ${schema}${quoteIdent(retired)}`)],
      });
      return;
    }
    if (object.kind === "index" && dances(object)) {
      const retired = retiredName(object);
      const schema = quoteIdent(object.schema);
      node(`retire ${object.id}`, {
        object: object.id,
        rank: createRank(object) - 1,
        steps: [
          locked(
            `ALTER INDEX ${sqlNameOf(object.id)} RENAME TO ${quoteIdent(retired)}`,
            object.table,
            "SHARE UPDATE EXCLUSIVE",
          ),
        ],
      });
      node(key, {
        object: object.id,
        rank: ranks.dropConcurrently,
        steps: [dropConcurrently(`${schema}.${quoteIdent(retired)}`, object)],
        after: [`create ${object.id}`],
      });
      return;
    }
    if (object.kind === "table") releaseDefaults(object);
    node(key, { object: object.id, ...dropFacts(object) });
  }

  /** A default that calls a function which needs the table: the two let go of each other before both are dropped. */
  function releaseDefaults(table: Table): void {
    for (const column of table.columns) {
      const id = columnId(table.id, column.name);
      if (column.default === null || !needsFunctionOf(from, id, table.id, isGone)) continue;
      node(`release ${id}`, {
        object: id,
        rank: ranks.retireType,
        steps: changeDefault(table.id, { ...column, default: null }, false),
      });
    }
  }

  /** A type that columns still use makes room for its next incarnation under another name. */
  function retires(object: CatalogObject): boolean {
    if (!["enum", "domain", "composite", "range"].includes(object.kind) || !impact.replaced.has(object.id))
      return false;
    return [...from.dependents(object.id)].some((id) => {
      const dependent = from.catalog.objects.get(id);
      return dependent === undefined ? impact.retyped.has(id) : retires(dependent);
    });
  }

  /** An index whose definition changes is built under its name while the old one still serves. */
  function dances(index: Index): boolean {
    const next = to.catalog.objects.get(index.id);
    return (
      impact.replaced.has(index.id) &&
      impact.changes.has(index.id) &&
      index.valid &&
      next?.kind === "index" &&
      next.table === index.table &&
      !isGone(index.table) &&
      isOnline(next, context) &&
      from.dependents(index.id).size === 0 &&
      ![...from.references(index.id)].some((id) => isGone(id) || columnGone(id) || impact.retyped.has(id))
    );
  }

  function dropFacts(object: CatalogObject): { rank: number; steps: DraftStep[] } {
    const sql = dropStatement(object);
    if (object.kind === "index") {
      const table = from.catalog.objects.get(object.table);
      if (
        context.online &&
        impact.removed.has(object.id) &&
        !object.partitioned &&
        object.parent === null &&
        holdsRows(table) &&
        !isGone(object.table)
      ) {
        return { rank: ranks.dropConcurrently, steps: [dropConcurrently(sqlNameOf(object.id), object)] };
      }
      return { rank: dropRank(object), steps: [locked(sql, object.table)] };
    }
    if ("table" in object) return { rank: dropRank(object), steps: [locked(sql, object.table)] };
    if (object.kind === "table")
      return {
        rank: dropRank(object),
        steps: [locked(sql, object.id, "ACCESS EXCLUSIVE", { note: "Deletes its rows." })],
      };
    if (object.kind === "defaultPrivileges") {
      return { rank: dropRank(object), steps: undoDefaultPrivileges(object).map((one) => plain(one)) };
    }
    return { rank: dropRank(object), steps: [plain(sql)] };
  }

  function dropConcurrently(name: string, index: Index): DraftStep {
    return {
      ...locked(`DROP INDEX CONCURRENTLY ${name}`, index.table, "SHARE UPDATE EXCLUSIVE", { outside: true }),
      shadowSql: `DROP INDEX ${name}`,
    };
  }

  return drop;
}

function retiredName(object: CatalogObject): string {
  return `${object.name.slice(0, 58)}__old`;
}

function undoDefaultPrivileges(object: Extract<CatalogObject, { kind: "defaultPrivileges" }>): string[] {
  const prefix = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdent(object.role)}${
    object.schema === null ? "" : ` IN SCHEMA ${quoteIdent(object.schema)}`
  }`;
  return privilegeStatements(object.objectType.toUpperCase(), object.privileges, {
    granted: [],
    revoked: [],
  }).map((statement) => `${prefix} ${statement}`);
}
