import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Table } from "../catalog/model.ts";
import { isOwn } from "../diff/diffCatalogs.ts";
import type { Change } from "../diff/model.ts";
import { alterPublication } from "./alterPublication.ts";
import { changePersistence } from "./alterTable.ts";
import { alteration } from "./alteration.ts";
import type { Creator } from "./createNodes.ts";
import type { NodeBook } from "./nodeBook.ts";
import { createRank, ranks } from "./ranks.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** Returns what adds the nodes that alter an object, and those that publications need beside. */
export function createAlterer(
  book: NodeBook,
  { own, attach }: Creator,
): { readonly alter: (change: Change) => void; readonly restorePublications: () => void } {
  const { context, from, to, nodes, makers, alters, push, node, isGone, isMade, parts } = book;

  function alter(change: Change): void {
    const [before, after] = [from.catalog.objects.get(change.id), to.catalog.objects.get(change.id)];
    if (before === undefined || after === undefined || !isOwn(after)) return;
    if (before.kind === "table" && after.kind === "table") {
      movePartition(before, after);
      if (before.unlogged !== after.unlogged) {
        node(`persist ${after.id}`, {
          object: after.id,
          rank: ranks.alterTable,
          steps: changePersistence(after),
        });
      }
    }
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

  return { alter, restorePublications };
}
