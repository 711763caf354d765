import { sqlNameOf } from "../catalog/ids.ts";
import type { Catalog, Domain, ObjectId } from "../catalog/model.ts";
import { postgresError, type ShadowDatabase } from "../shadow/shadowServer.ts";
import { literalsIn, seedValue, type ValueForm } from "./seedValues.ts";

/** What the values of domains usually look like: as they come, in capitals, addresses, numbers, codes. */
const usualForms: readonly ValueForm[] = [
  (plain) => plain,
  (plain) => `upper(${plain})`,
  (_, n) => `'a${String(n)}@example.org'`,
  (_, n) => `'https://a${String(n)}.example.org'`,
  (_, n) => `'+4930${String(1_000_000 + n)}'`,
  (_, n) => `'${letter(n)}${letter(n + 1)}'`,
  (_, n) => `'${letter(n)}${letter(n + 1)}${letter(n + 2)}'`,
];

/** The form of values that each domain with checks lets through, found by asking it; none for a domain that refuses all. */
export async function domainForms(
  database: ShadowDatabase,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<ReadonlyMap<ObjectId, ValueForm>> {
  const forms = new Map<ObjectId, ValueForm>();
  for (const object of catalog.objects.values()) {
    if (object.kind !== "domain" || object.constraints.length === 0) continue;
    signal.throwIfAborted();
    for (const form of [...usualForms, ...literalForms(object)]) {
      if (!(await fits(database, object, form, catalog))) continue;
      forms.set(object.id, form);
      break;
    }
  }
  return forms;
}

function literalForms({ constraints }: Domain): readonly ValueForm[] {
  const literals = constraints.flatMap(({ definition }) => literalsIn(definition));
  return literals.length === 0 ? [] : [(_, n) => literals[(n - 1) % literals.length] ?? "null"];
}

async function fits(
  database: ShadowDatabase,
  { id, type }: Domain,
  form: ValueForm,
  catalog: Catalog,
): Promise<boolean> {
  const values = [1, 2].map((n) => `(${form(seedValue(type, n, catalog) ?? "null", n)})::${sqlNameOf(id)}`);
  try {
    await database.query(`select ${values.join(", ")}`);
    return true;
  } catch (error) {
    if (!postgresError(error)) throw error;
    return false;
  }
}

function letter(n: number): string {
  return String.fromCharCode("A".charCodeAt(0) + (n % 26));
}
