import { sqlNameOf } from "../catalog/ids.ts";
import type { Catalog } from "../catalog/model.ts";

/** Built-in functions that give another value on each call; now() and its kin stay the same in a transaction. */
const volatile =
  /\b(nextval|random|random_normal|gen_random_uuid|uuidv4|uuidv7|clock_timestamp|timeofday|uuid_generate_v\w+|setval|currval|lastval)\(/;

/** Whether a default differs from row to row, so that adding the column writes every row. */
export function isVolatile(expression: string | null, catalog: Catalog): boolean {
  if (expression === null) return false;
  if (volatile.test(expression)) return true;
  for (const object of catalog.objects.values()) {
    if (object.kind !== "function" || object.volatility !== "volatile") continue;
    const name = sqlNameOf(object.id).slice(0, -(object.signature.length + 2));
    if (expression.includes(`${name}(`)) return true;
  }
  return false;
}
