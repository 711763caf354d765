import { createAlterer } from "./alterNodes.ts";
import { createColumns } from "./columnNodes.ts";
import type { PlanContext } from "./context.ts";
import { createCreator } from "./createNodes.ts";
import { createDropper } from "./dropNodes.ts";
import type { PlanNode } from "./graph.ts";
import { linkNodes } from "./linkNodes.ts";
import { createBook } from "./nodeBook.ts";

/** Builds every node of a plan, with its edges. */
export function buildNodes(context: PlanContext): ReadonlyMap<string, PlanNode> {
  const { impact, from, to } = context;
  const book = createBook(context);
  const drop = createDropper(book);
  const creator = createCreator(book);
  const { alter, restorePublications } = createAlterer(book, creator);
  const { column, impliedColumns } = createColumns(book);
  for (const id of [...impact.removed, ...impact.replaced]) {
    const object = from.catalog.objects.get(id);
    if (object !== undefined) drop(object);
  }
  for (const id of [...impact.added, ...impact.replaced]) {
    const object = to.catalog.objects.get(id);
    if (object !== undefined) creator.create(object);
  }
  for (const change of impact.changes.values()) {
    if (change.kind === "column") column(change);
    else if (change.action === "changed" && !impact.replaced.has(change.id)) alter(change);
  }
  impliedColumns();
  creator.attachments();
  restorePublications();
  linkNodes(book);
  return book.nodes;
}
