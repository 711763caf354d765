import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { Publication } from "../catalog/model.ts";
import { publicationParameters, publishedObjects } from "../ddl/create.ts";
import { plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** The list is set as a whole, also when a table in it was dropped and created again. */
export function alterPublication(before: Publication, after: Publication): DraftStep[] {
  const name = quoteIdent(after.name);
  const steps: DraftStep[] = [];
  const [was, is] = [publishedObjects(before), publishedObjects(after)];
  if (was !== is) {
    if (is === "") steps.push(plain(`ALTER PUBLICATION ${name} DROP ${publishedNames(before)}`));
    else steps.push(plain(`ALTER PUBLICATION ${name} SET ${is}`));
  }
  if (publicationParameters(before) !== publicationParameters(after)) {
    steps.push(plain(`ALTER PUBLICATION ${name} SET (${publicationParameters(after)})`));
  }
  return steps;
}

function publishedNames({ tables, schemas }: Publication): string {
  return [
    ...(tables.length > 0 ? [`TABLE ${tables.map(({ table }) => sqlNameOf(table)).join(", ")}`] : []),
    ...(schemas.length > 0 ? [`TABLES IN SCHEMA ${schemas.map(quoteIdent).join(", ")}`] : []),
  ].join(", ");
}
