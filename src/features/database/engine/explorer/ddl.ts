import { UserError } from "../../../../shared/userError.ts";
import type { Catalog, ObjectId } from "../catalog/model.ts";

/**
 * The statements that would create an object, with what belongs to it.
 * @throws UserError when the catalog does not have it.
 */
export function describeDdl(catalog: Catalog, id: ObjectId): string {
  const object = catalog.objects.get(id);
  if (!object) throw new UserError("This object is gone; refresh the databases.");
  return "definition" in object && typeof object.definition === "string"
    ? `${object.definition};\n`
    : `-- ${id}\n`;
}
