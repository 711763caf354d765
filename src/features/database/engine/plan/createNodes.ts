import { columnId, sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Column, Constraint, ObjectId, Table } from "../catalog/model.ts";
import { isOwn } from "../diff/diffCatalogs.ts";
import { changeDefault } from "./columns.ts";
import { tableIn } from "./context.ts";
import { constraintCreation, creation, isOnline, tableCreation } from "./creation.ts";
import { needsFunctionOf } from "./nodeBook.ts";
import { metadata } from "./belongings.ts";
import type { NodeBook } from "./nodeBook.ts";
import { createRank, ranks } from "./ranks.ts";
import { heldIndexSettings } from "./settings.ts";
import { locked, plain } from "./steps.ts";

/** Adds nodes for what comes into being. */
export interface Creator {
  readonly create: (object: CatalogObject) => void;
  /** ALTER SEQUENCE … OWNED BY a column. */
  readonly own: (sequence: ObjectId, column: ObjectId) => void;
  /** ATTACH PARTITION, after the node of that key. */
  readonly attach: (table: Table, after: string) => void;
  /** Indexes of partitions join the index of the partitioned table. */
  readonly attachments: () => void;
}

/** Returns what adds the nodes that bring an object about. */
export function createCreator(book: NodeBook): Creator {
  const { context, from, to, impact, makers, alters, push, node, isMade, constraintsOf, parts } = book;

  function create(object: CatalogObject): void {
    if (!isOwn(object)) return;
    const key = `create ${object.id}`;
    push(makers, object.id, key);
    if (object.kind === "table") createTableNode(object, key);
    else if (object.kind === "constraint") createConstraintNode(object, key);
    else {
      const online = object.kind === "index" && isOnline(object, context);
      node(key, {
        object: object.id,
        rank: online ? ranks.online : createRank(object),
        steps: creation(object, context),
      });
    }
    if (object.kind === "sequence" && object.ownedBy !== null) own(object.id, object.ownedBy);
  }

  function own(sequence: ObjectId, column: ObjectId): void {
    node(`own ${sequence}`, {
      object: sequence,
      rank: ranks.ownSequence,
      steps: [plain(`ALTER SEQUENCE ${sqlNameOf(sequence)} OWNED BY ${sqlNameOf(column)}`)],
      after: [`create ${sequence}`],
    });
    push(alters, sequence, `own ${sequence}`);
  }

  function createTableNode(table: Table, key: string): void {
    const inline = constraintsOf(table.id).filter((constraint) => isInline(constraint, table));
    const late = table.columns.filter((column) => isLateDefault(table, column));
    node(key, {
      object: table.id,
      rank: createRank(table),
      steps: tableCreation(table, inline, new Set(late.map(({ name }) => name)), context),
    });
    for (const column of late) {
      const id = columnId(table.id, column.name);
      const later = node(`default ${id}`, {
        object: id,
        rank: ranks.alterColumn,
        steps: changeDefault(table.id, column, false),
        after: [key],
      });
      push(alters, id, later);
    }
    if (table.partitionOf !== null) attach(table, key);
  }

  /** Constraints that need nothing but the table and what already has to exist for its columns. */
  function isInline(constraint: Constraint, table: Table): boolean {
    if (constraint.type === "foreignKey" || !constraint.validated) return false;
    if (!constraint.local && constraint.type === "check" && table.partitionOf === null) return false;
    return [...to.references(constraint.id)].every(
      (id) =>
        to.tableOf(id)?.id === table.id || id === table.id || !id.startsWith("function ") || !isMade(id),
    );
  }

  /** A default that calls a function which needs the table itself. */
  function isLateDefault(table: Table, column: Column): boolean {
    if (column.default === null || column.generated !== null) return false;
    return needsFunctionOf(to, columnId(table.id, column.name), table.id, isMade);
  }

  function createConstraintNode(constraint: Constraint, key: string): void {
    const table = tableIn(to.catalog, constraint.table);
    const index = constraint.index === null ? undefined : to.catalog.objects.get(constraint.index);
    const held =
      index?.kind === "index" && index.constraint === constraint.id ? heldIndexSettings(index) : [];
    if (table !== undefined && isMade(table.id) && isInline(constraint, table)) {
      node(key, {
        object: constraint.id,
        rank: createRank(constraint),
        steps: [...metadata(constraint, context), ...held],
      });
      return;
    }
    const { now, later } = constraintCreation(constraint, context);
    const isOutside = now.some(({ outside }) => outside === true);
    node(key, {
      object: constraint.id,
      rank: isOutside ? ranks.afterValidate : createRank(constraint),
      steps: [...now, ...held],
    });
    if (later.length > 0) {
      node(`validate ${constraint.id}`, {
        object: constraint.id,
        rank: ranks.validate,
        steps: later,
        after: [key],
      });
    }
  }

  function attach(table: Table, after: string): void {
    if (table.partitionOf === null) return;
    const { parent, bound } = table.partitionOf;
    node(`attach ${table.id}`, {
      object: table.id,
      rank: ranks.attachPartition,
      steps: [
        locked(
          `ALTER TABLE ${sqlNameOf(parent)} ATTACH PARTITION ${sqlNameOf(table.id)} ${bound}`,
          parent,
          "SHARE UPDATE EXCLUSIVE",
          isMade(table.id)
            ? {}
            : {
                note: "Reads the rows of the partition, unless a valid check constraint says the same as its bound.",
              },
        ),
      ],
      after: [after, ...parts(table.id).map((id) => `create ${id}`), `create ${parent}`],
    });
  }

  /** Indexes of partitions join the index of the partitioned table. */
  function attachments(): void {
    for (const object of to.catalog.objects.values()) {
      if (object.kind !== "index" || object.parent === null) continue;
      const parent = to.catalog.objects.get(object.parent);
      if (parent?.kind !== "index") continue;
      const [child, owner] = [object.constraint ?? object.id, parent.constraint ?? parent.id];
      const old = from.catalog.objects.get(object.id);
      const attached = old?.kind === "index" && old.parent === object.parent;
      if (attached && !isMade(child) && !isMade(owner)) continue;
      if (!attached && !isMade(child) && !isMade(owner) && !impact.changes.has(object.table)) continue;
      node(`join ${object.id}`, {
        object: object.id,
        rank: ranks.attachIndex,
        steps: [plain(`ALTER INDEX ${sqlNameOf(parent.id)} ATTACH PARTITION ${sqlNameOf(object.id)}`)],
        after: [`create ${child}`, `create ${owner}`, `attach ${object.table}`],
      });
    }
  }

  return { create, own, attach, attachments };
}
