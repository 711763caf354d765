import { quoteIdent } from "../catalog/identifiers.ts";
import { columnId } from "../catalog/ids.ts";
import type { ObjectId } from "../catalog/model.ts";
import { tableIn } from "./context.ts";
import { relationSlot, slotsOf } from "./impact.ts";
import type { NodeBook } from "./nodeBook.ts";

/** Adds the edges between the nodes of a book: what has to run before what. */
export function linkNodes(book: NodeBook): void {
  const { from, to, impact, nodes, makers, takers, alters, isGone, isMade, columnGone, before, takerOf } =
    book;

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

  /** A logged table never refers to an unlogged one, at no moment in between. */
  function linkPersistence(): void {
    for (const [catalog, isTarget] of [
      [from.catalog, false],
      [to.catalog, true],
    ] as const) {
      for (const object of catalog.objects.values()) {
        if (object.kind !== "constraint" || object.references === null) continue;
        const [own, other] = [`persist ${object.table}`, `persist ${object.references.table}`];
        for (const key of [own, other]) {
          if (isTarget) before(key, `create ${object.id}`);
          else before(takers.get(object.id), key);
        }
        if (!isTarget || isMade(object.id)) continue;
        if (tableIn(catalog, object.table)?.unlogged === true) before(own, other);
        else before(other, own);
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
      // A constraint may be written inside its table.
      const all = object?.kind === "constraint" ? [...keys, `create ${object.table}`] : keys;
      for (const slot of slots) for (const key of all) before(freed.get(slot), key);
      for (const { identity } of object?.kind === "table" ? object.columns : []) {
        if (identity !== null)
          for (const key of keys) before(freed.get(relationSlot(identity.sequence)), key);
      }
    }
    for (const [key, { object }] of nodes) {
      if (!key.startsWith("identity ") && !key.startsWith("create column ")) continue;
      const sequence = to.column(object)?.identity?.sequence;
      if (sequence !== undefined) before(freed.get(relationSlot(sequence)), key);
    }
  }

  linkDrops();
  linkCreations();
  linkAlterations();
  linkSlots();
  linkPersistence();
}
