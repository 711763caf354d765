import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { Column, ObjectId } from "../catalog/model.ts";
import { commentStatement, privilegeStatements } from "../ddl/metadata.ts";
import type { Change } from "../diff/model.ts";
import {
  addColumn,
  changeDefault,
  changeIdentity,
  changeNullability,
  changeSettings,
  changeType,
  dropExpression,
} from "./columns.ts";
import { tableIn } from "./context.ts";
import type { NodeBook } from "./nodeBook.ts";
import { ranks } from "./ranks.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** Returns what adds the nodes of columns: those that change, and those that have to because of what they depend on. */
export function createColumns(book: NodeBook): {
  readonly column: (change: Change) => void;
  readonly impliedColumns: () => void;
} {
  const {
    context,
    from,
    to,
    impact,
    nodes,
    makers,
    takers,
    alters,
    push,
    node,
    isGone,
    isMade,
    hasChildren,
  } = book;

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
    // A change of type takes the old default away and sets the new one by itself.
    const isReset = (changesType || impact.retyped.has(id)) && before.default !== null;
    if (has("default") && !isReset) {
      aspect("default", changeDefault(table, after, hasChildren(table)), ranks.alterColumn, [
        `type ${id}`,
        `unidentify ${id}`,
      ]);
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
    if (!changesType) settingsNode(table, id, before, after, false);
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
    settingsNode(table, id, before, after, true);
  }

  function settingsNode(
    table: ObjectId,
    id: ObjectId,
    before: Column,
    after: Column,
    retyped: boolean,
  ): void {
    const steps = changeSettings(table, before, after, { retyped, major: context.major });
    if (steps.length === 0) return;
    push(
      alters,
      id,
      node(`settings ${id}`, { object: id, rank: ranks.alterColumn, steps, after: [`type ${id}`] }),
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

  return { column, impliedColumns };
}
