import { quoteIdent } from "../catalog/identifiers.ts";
import { columnId, sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Column, Constraint, Index, ObjectId, Table } from "../catalog/model.ts";
import type { Change } from "../diff/model.ts";
import { isOwn } from "../diff/diffCatalogs.ts";
import { dropStatement } from "../ddl/names.ts";
import { alteration, alterPublication } from "./alteration.ts";
import {
  addColumn,
  changeDefault,
  changeIdentity,
  changeNullability,
  changeSettings,
  changeType,
  dropExpression,
} from "./columns.ts";
import { holdsRows, tableIn } from "./context.ts";
import type { PlanContext } from "./context.ts";
import {
  constraintCreation,
  creation,
  heldIndexSettings,
  isOnline,
  metadata,
  tableCreation,
} from "./creation.ts";
import type { PlanNode } from "./graph.ts";
import { relationSlot, slotsOf } from "./impact.ts";
import { createRank, dropRank, ranks } from "./ranks.ts";
import type { Scope } from "./scope.ts";
import { commentStatement, privilegeStatements } from "../ddl/metadata.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** Nodes by key, and which of them bring an object about or take it away. */
export interface NodeSet {
  readonly nodes: ReadonlyMap<string, PlanNode>;
}

/** Builds every node of a plan with its edges. */
export function buildNodes(context: PlanContext): NodeSet {
  const builder = createBuilder(context);
  const { impact, from, to } = context;
  for (const id of [...impact.removed, ...impact.replaced]) {
    const object = from.catalog.objects.get(id);
    if (object !== undefined) builder.drop(object);
  }
  for (const id of [...impact.added, ...impact.replaced]) {
    const object = to.catalog.objects.get(id);
    if (object !== undefined) builder.create(object);
  }
  for (const change of impact.changes.values()) {
    if (change.kind === "column") builder.column(change);
    else if (change.action === "changed" && !impact.replaced.has(change.id)) builder.alter(change);
  }
  builder.impliedColumns();
  builder.attachments();
  return { nodes: builder.finish() };
}

interface Builder {
  drop(object: CatalogObject): void;
  create(object: CatalogObject): void;
  alter(change: Change): void;
  column(change: Change): void;
  impliedColumns(): void;
  attachments(): void;
  finish(): ReadonlyMap<string, PlanNode>;
}

interface NodeFacts {
  readonly object: ObjectId;
  readonly rank: number;
  readonly steps: readonly DraftStep[];
  readonly after?: readonly string[];
}

function createBuilder(context: PlanContext): Builder {
  const { from, to, impact } = context;
  const nodes = new Map<string, PlanNode>();
  /** Keys of nodes after which an object or column is as the target has it. */
  const makers = new Map<ObjectId, string[]>();
  /** The key of the node that takes an object or column away. */
  const takers = new Map<ObjectId, string>();
  /** Keys of nodes that rewrite what an object refers to, while it stays. */
  const alters = new Map<ObjectId, string[]>();

  const push = (map: Map<ObjectId, string[]>, id: ObjectId, key: string) =>
    map.set(id, [...(map.get(id) ?? []), key]);
  function node(key: string, { object, rank, steps, after = [] }: NodeFacts): string {
    nodes.set(key, { key, object, rank, steps, after: new Set(after) });
    return key;
  }
  const isGone = (id: ObjectId) => impact.removed.has(id) || impact.replaced.has(id);
  const isMade = (id: ObjectId) => impact.added.has(id) || impact.replaced.has(id);
  const columnGone = (id: ObjectId) => impact.removed.has(id) || impact.recreatedColumns.has(id);

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

  function constraintsOf(table: ObjectId): Constraint[] {
    return [...to.catalog.objects.values()].filter(
      (object): object is Constraint => object.kind === "constraint" && object.table === table,
    );
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
        ),
      ],
      after: [after, ...parts(table.id).map((id) => `create ${id}`), `create ${parent}`],
    });
  }

  /** Indexes and constraints of a table in the target that should exist before it is attached. */
  function parts(table: ObjectId): ObjectId[] {
    return [...to.catalog.objects.values()]
      .filter(
        (object) =>
          (object.kind === "index" || object.kind === "constraint") &&
          object.table === table &&
          isOwn(object),
      )
      .map(({ id }) => id);
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

  function alter(change: Change): void {
    const [before, after] = [from.catalog.objects.get(change.id), to.catalog.objects.get(change.id)];
    if (before === undefined || after === undefined || !isOwn(after)) return;
    if (before.kind === "table" && after.kind === "table") movePartition(before, after);
    if (before.kind === "sequence" && after.kind === "sequence" && before.ownedBy !== after.ownedBy) {
      if (after.ownedBy !== null) own(after.id, after.ownedBy);
      else
        push(
          alters,
          after.id,
          node(`own ${after.id}`, {
            object: after.id,
            rank: ranks.ownSequence,
            steps: [plain(`ALTER SEQUENCE ${sqlNameOf(after.id)} OWNED BY NONE`)],
          }),
        );
    }
    const steps = alteration(before, after, context);
    if (steps.length === 0) return;
    const key = node(`alter ${change.id}`, {
      object: change.id,
      rank: alterRank(after, steps),
      steps,
      after: after.kind === "table" ? parts(after.id).map((id) => `create ${id}`) : [],
    });
    push(alters, change.id, key);
    if (after.kind !== "table") push(makers, change.id, key);
  }

  function alterRank(object: CatalogObject, steps: readonly DraftStep[]): number {
    if (object.kind === "enum" && steps.some(({ alone }) => alone === true)) return ranks.addEnumValue;
    if (steps.some(({ alone, outside }) => alone === true || outside === true)) return ranks.validate;
    return object.kind === "table" ? ranks.alterTable : createRank(object);
  }

  function movePartition(before: Table, after: Table): void {
    const [was, is] = [before.partitionOf, after.partitionOf];
    if (was?.parent === is?.parent && was?.bound === is?.bound) return;
    if (was !== null && !isGone(was.parent)) {
      const key = node(`detach ${after.id}`, {
        object: after.id,
        rank: ranks.alterTable,
        steps: [
          locked(`ALTER TABLE ${sqlNameOf(was.parent)} DETACH PARTITION ${sqlNameOf(after.id)}`, was.parent),
        ],
      });
      push(alters, after.id, key);
    }
    if (is !== null) attach(after, was === null ? "" : `detach ${after.id}`);
  }

  function column(change: Change): void {
    const table = change.parent ?? "";
    if (isMade(table) && !to.catalog.objects.has(table)) return;
    if (isGone(table) || impact.added.has(table)) return;
    const [before, after] = [from.column(change.id), to.column(change.id)];
    if (change.action === "removed") dropColumn(table, change.id);
    else if (change.action === "added" && after !== undefined) makeColumn(table, change.id, after);
    else if (before !== undefined && after !== undefined && !impact.recreatedColumns.has(change.id)) {
      alterColumn(table, change, before, after);
    }
  }

  function dropColumn(table: ObjectId, id: ObjectId): void {
    takers.set(
      id,
      node(`drop ${id}`, {
        object: id,
        rank: ranks.dropColumn,
        steps: [
          locked(
            `ALTER TABLE ${sqlNameOf(table)} DROP COLUMN ${quoteIdent(from.column(id)?.name ?? "")}`,
            table,
            "ACCESS EXCLUSIVE",
            from.column(id)?.generated == null ? { note: "Deletes its values." } : {},
          ),
        ],
      }),
    );
  }

  function makeColumn(table: ObjectId, id: ObjectId, definition: Column): void {
    push(
      makers,
      id,
      node(`create ${id}`, {
        object: id,
        rank: ranks.addColumn,
        steps: addColumn(table, definition, context),
      }),
    );
  }

  function alterColumn(table: ObjectId, { id, properties }: Change, before: Column, after: Column): void {
    const has = (property: string) => properties.some((one) => one.property === property);
    const aspect = (
      name: string,
      steps: readonly DraftStep[],
      rank: number = ranks.alterColumn,
      after: string[] = [],
    ) => {
      if (steps.length > 0) push(alters, id, node(`${name} ${id}`, { object: id, rank, steps, after }));
    };
    const changesType = has("type") || has("collation");
    if (changesType) {
      changeTypeNode(table, id, before, after);
    }
    if (has("generated")) aspect("expression", dropExpression(table, after));
    if (
      has("default") &&
      !(changesType && before.default !== null && after.default !== null) &&
      !impact.retyped.has(id)
    ) {
      if (!(after.default === null && changesType)) {
        aspect("default", changeDefault(table, after, hasChildren(table)), ranks.alterColumn, [
          `type ${id}`,
          `unidentify ${id}`,
        ]);
      }
    }
    if (has("identity")) {
      const steps = changeIdentity(table, before, after);
      if (after.identity === null) aspect("unidentify", steps);
      else aspect("identity", steps, ranks.ownSequence, [`type ${id}`, `default ${id}`]);
    }
    if (has("nullable") || has("notNull")) {
      const steps = changeNullability(table, before, after, context);
      const rank = steps.some(({ alone }) => alone === true) ? ranks.validate : ranks.alterColumn;
      const key = node(`null ${id}`, { object: id, rank, steps, after: [`type ${id}`, `identity ${id}`] });
      push(alters, id, key);
      push(makers, id, key);
    }
    aspect("settings", changeSettings(table, before, after, properties), ranks.alterColumn, [`type ${id}`]);
    const name = `COLUMN ${sqlNameOf(id)}`;
    aspect("metadata", [
      ...(has("comment") ? [plain(commentStatement(name, after.comment))] : []),
      ...(has("privileges")
        ? privilegeStatements(
            `TABLE ${sqlNameOf(table)}`,
            before.privileges,
            after.privileges,
            after.name,
          ).map((sql) => plain(sql))
        : []),
    ]);
  }

  function changeTypeNode(table: ObjectId, id: ObjectId, before: Column, after: Column): void {
    const isForeign = tableIn(to.catalog, table)?.foreign != null;
    const key = node(`type ${id}`, {
      object: id,
      rank: ranks.alterColumn,
      steps: changeType(table, before, after, { retyped: impact.retyped.has(id), isForeign }),
    });
    push(alters, id, key);
    push(makers, id, key);
  }

  function hasChildren(table: ObjectId): boolean {
    return [...to.catalog.objects.values()].some(
      (object) =>
        object.kind === "table" && (object.inherits.includes(table) || object.partitionOf?.parent === table),
    );
  }

  /** Columns that change only because of what they depend on. */
  function impliedColumns(): void {
    for (const id of impact.recreatedColumns) {
      const table = to.tableOf(id)?.id;
      const definition = to.column(id);
      if (table === undefined || definition === undefined || isGone(table)) continue;
      dropColumn(table, id);
      makeColumn(table, id, definition);
    }
    for (const id of impact.retyped) {
      const table = to.tableOf(id)?.id;
      const [before, after] = [from.column(id), to.column(id)];
      if (
        table === undefined ||
        before === undefined ||
        after === undefined ||
        isGone(table) ||
        nodes.has(`type ${id}`)
      )
        continue;
      if (isInheritedOnly(after)) continue;
      changeTypeNode(table, id, before, after);
    }
    for (const id of impact.resetDefaults) {
      const table = to.tableOf(id)?.id;
      const after = to.column(id);
      if (
        table === undefined ||
        after === undefined ||
        isGone(table) ||
        impact.changes.get(id)?.properties.some(({ property }) => property === "default") === true
      )
        continue;
      takers.set(
        `default of ${id}`,
        node(`release ${id}`, {
          object: id,
          rank: ranks.retireType,
          steps: changeDefault(table, { ...after, default: null }, hasChildren(table)),
        }),
      );
      push(
        alters,
        id,
        node(`default ${id}`, {
          object: id,
          rank: ranks.alterColumn,
          steps: changeDefault(table, after, hasChildren(table)),
          after: [`release ${id}`],
        }),
      );
    }
  }

  function isInheritedOnly(definition: Column): boolean {
    return !definition.local;
  }

  function finish(): ReadonlyMap<string, PlanNode> {
    restorePublications();
    linkDrops();
    linkCreations();
    linkAlterations();
    linkSlots();
    return nodes;
  }

  /** A table that is dropped and created again has left its publications. */
  function restorePublications(): void {
    for (const object of to.catalog.objects.values()) {
      if (object.kind !== "publication" || isMade(object.id)) continue;
      const before = from.catalog.objects.get(object.id);
      if (before?.kind !== "publication" || !object.tables.some(({ table }) => isGone(table))) continue;
      const remaining = { ...before, tables: before.tables.filter(({ table }) => !isGone(table)) };
      const key = node(`alter ${object.id}`, {
        object: object.id,
        rank: createRank(object),
        steps: alterPublication(remaining, object),
      });
      for (const { table } of object.tables) nodes.get(key)?.after.add(`create ${table}`);
    }
  }

  function before(first: string | undefined, second: string | undefined): void {
    if (first === undefined || second === undefined || first === second || !nodes.has(first)) return;
    nodes.get(second)?.after.add(first);
  }

  /** A column goes with its table. */
  function takerOf(id: ObjectId): string | undefined {
    return takers.get(id) ?? takers.get(from.tableOf(id)?.id ?? "");
  }

  /** Dependents go before what they depend on; whatever stands in the way of a new type goes before that. */
  function linkDrops(): void {
    for (const [id, key] of takers) {
      for (const target of scopeOf(id)) {
        for (const dependent of from.dependents(target)) {
          const released = target.startsWith("function ") && nodes.has(`release ${dependent}`);
          before(released ? `release ${dependent}` : takerOf(dependent), key);
        }
        for (const dependent of from.dependents(target)) {
          if (isGone(dependent) || columnGone(dependent)) continue;
          for (const altering of alters.get(dependent) ?? []) {
            // An identity takes the name of the sequence it replaces, and a default that was released comes back to
            // what replaces the function: both wait for that to go.
            const waits =
              altering.startsWith("identity ") || nodes.has(altering.replace(/^default /, "release "));
            if (!waits) before(altering, key);
          }
          before(`release ${dependent}`, key);
        }
      }
    }
    for (const id of impact.disturbed) {
      for (const dependent of from.dependents(id)) before(takerOf(dependent), `type ${id}`);
    }
    for (const [id, key] of takers) {
      if (!nodes.has(`retire ${id}`)) continue;
      before(`retire ${id}`, key);
      for (const dependent of from.dependents(id)) {
        const taker = takers.get(dependent);
        // Their DROP names the type as it is called until then.
        if (!nodes.has(`retire ${dependent}`)) before(taker, `retire ${id}`);
      }
      for (const dependent of from.dependents(id))
        if (impact.retyped.has(dependent)) before(`type ${dependent}`, key);
    }
    for (const table of from.catalog.objects.values()) {
      if (table.kind === "publication") linkPublication(table.id);
    }
  }

  /** A publication lets go of columns and tables before they are dropped. */
  function linkPublication(id: ObjectId): void {
    const object = from.catalog.objects.get(id);
    if (object?.kind !== "publication") return;
    for (const { table, columns, where } of object.tables) {
      if (columns === null && where === null) continue;
      for (const { name } of tableIn(from.catalog, table)?.columns ?? []) {
        before(`alter ${id}`, takerOf(columnId(table, name)));
      }
    }
  }

  /** An object and, for a table, its columns: what others can depend on. */
  function scopeOf(id: ObjectId): ObjectId[] {
    const table = tableIn(from.catalog, id);
    return table === undefined ? [id] : [id, ...table.columns.map(({ name }) => columnId(id, name))];
  }

  function referencesIn(id: ObjectId): ReadonlySet<ObjectId> {
    const object = to.catalog.objects.get(id);
    // The column that owns a sequence is named afterwards, by ALTER SEQUENCE.
    if (object?.kind === "sequence") return new Set();
    const own = new Set(to.references(id));
    if (object?.kind !== "table") return own;
    for (const { name } of object.columns) {
      const key = columnId(id, name);
      const late = nodes.has(`default ${key}`);
      for (const one of to.references(key)) if (!(late && one.startsWith("function "))) own.add(one);
    }
    return own;
  }

  /** The nodes after which a reference can be made. */
  function makersOf(id: ObjectId): string[] {
    const table = to.tableOf(id)?.id;
    return [...(makers.get(id) ?? []), ...(table === undefined ? [] : (makers.get(table) ?? []))];
  }

  function linkCreations(): void {
    for (const [id, keys] of makers) {
      const object = to.catalog.objects.get(id);
      for (const key of keys) {
        for (const reference of referencesIn(id)) for (const maker of makersOf(reference)) before(maker, key);
        if (object !== undefined && "schema" in object && object.schema !== null)
          before(`create schema ${quoteIdent(object.schema)}`, key);
        if (object !== undefined && "table" in object)
          for (const maker of makersOf(object.table)) before(maker, key);
        const table = to.tableOf(id)?.id;
        if (table !== undefined) before(`create ${table}`, key);
        if (isMade(id)) before(`retire ${id}`, key);
      }
    }
    for (const object of to.catalog.objects.values()) {
      if (object.kind === "table" && object.partitionOf !== null)
        before(`attach ${object.partitionOf.parent}`, "");
      if (object.kind === "publication") {
        for (const key of [`create ${object.id}`, `alter ${object.id}`]) {
          for (const { table, columns } of object.tables) {
            before(`create ${table}`, key);
            for (const name of columns ?? []) before(`create ${columnId(table, name)}`, key);
          }
          for (const schema of object.schemas) before(`create schema ${quoteIdent(schema)}`, key);
        }
      }
      if (object.kind === "index" && object.replicaIdentity && object.constraint === null) {
        before(`alter ${object.table}`, `create ${object.id}`);
      }
    }
    for (const object of from.catalog.objects.values()) {
      if ("schema" in object && object.schema !== null && takers.has(object.id)) {
        before(takers.get(object.id), `drop schema ${quoteIdent(object.schema)}`);
      }
    }
  }

  function linkAlterations(): void {
    for (const [id, keys] of alters) {
      for (const key of keys) {
        // What takes an identity away needs nothing of what comes in its place.
        if (key.startsWith("unidentify ")) continue;
        for (const reference of referencesIn(id)) for (const maker of makersOf(reference)) before(maker, key);
        if (key.startsWith("own ")) {
          const sequence = to.catalog.objects.get(id);
          if (sequence?.kind === "sequence" && sequence.ownedBy !== null) {
            for (const maker of makersOf(sequence.ownedBy)) before(maker, key);
          }
        }
        for (const reference of from.references(id)) {
          if (key.startsWith("identity ")) before(takerOf(reference), key);
          else if (key.startsWith("own ")) before(key, takerOf(reference));
        }
      }
    }
  }

  /** A name is free before it is taken. */
  function linkSlots(): void {
    const freed = new Map<string, string>();
    for (const [id, key] of takers) {
      const object = from.catalog.objects.get(id);
      const column = from.tableOf(id);
      if (column !== undefined) freed.set(id, key);
      const sequence = from.column(id)?.identity?.sequence;
      if (sequence !== undefined) freed.set(relationSlot(sequence), key);
      if (object === undefined) continue;
      for (const slot of slotsOf(object)) freed.set(slot, nodes.has(`retire ${id}`) ? `retire ${id}` : key);
    }
    for (const [key, { object }] of nodes) {
      const sequence = key.startsWith("unidentify ") ? from.column(object)?.identity?.sequence : undefined;
      if (sequence !== undefined) freed.set(relationSlot(sequence), key);
    }
    for (const [id, keys] of makers) {
      const object = to.catalog.objects.get(id);
      const slots = object === undefined ? [id] : slotsOf(object);
      for (const slot of slots) for (const key of keys) before(freed.get(slot), key);
    }
    for (const [key, { object }] of nodes) {
      if (!key.startsWith("identity ") && !key.startsWith("create column ")) continue;
      const sequence = to.column(object)?.identity?.sequence;
      if (sequence !== undefined) before(freed.get(relationSlot(sequence)), key);
    }
  }

  return { drop, create, alter, column, impliedColumns, attachments, finish };
}

/** Whether a column calls a function that refers to the column's own table. */
function needsFunctionOf(
  scope: Scope,
  column: ObjectId,
  table: ObjectId,
  matters: (id: ObjectId) => boolean,
): boolean {
  return [...scope.references(column)].some(
    (id) => id.startsWith("function ") && matters(id) && reaches(scope, id, table),
  );
}

function reaches(scope: Scope, start: ObjectId, table: ObjectId): boolean {
  const seen = new Set([start]);
  const queue = [start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === table || scope.tableOf(id)?.id === table) return true;
    for (const next of scope.references(id)) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return false;
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
