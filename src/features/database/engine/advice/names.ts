import { sqlNameOf } from "../catalog/ids.ts";
import type { ObjectId } from "../catalog/model.ts";

/** An object as people call it: without its kind, and without the schema that everybody has. */
export function shortName(id: ObjectId): string {
  return sqlNameOf(id).replace(/^public\./, "");
}

/** A name as SQL, back to the name itself. */
export function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}
