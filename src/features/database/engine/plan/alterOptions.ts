import { quoteIdent } from "../catalog/identifiers.ts";
import type { StorageParameters } from "../catalog/model.ts";
import { optionList, parameterList } from "../ddl/metadata.ts";

/** SET and RESET of storage parameters, those of the TOAST table too. */
export function parameters(
  alter: string,
  before: { readonly storage: StorageParameters; readonly toastStorage: StorageParameters },
  after: { readonly storage: StorageParameters; readonly toastStorage: StorageParameters },
): string[] {
  return [
    ...parameterChanges(alter, before.storage, after.storage, ""),
    ...parameterChanges(alter, before.toastStorage, after.toastStorage, "toast."),
  ];
}

export function parameterChanges(
  alter: string,
  before: StorageParameters,
  after: StorageParameters,
  prefix: string,
): string[] {
  const gone = keysOnly(before, after).map((name) => prefix + name);
  const set = after.filter(
    ([name, value]) => !before.some(([one, other]) => one === name && other === value),
  );
  return [
    ...(gone.length > 0 ? [`${alter} RESET (${gone.join(", ")})`] : []),
    ...(set.length > 0 ? [`${alter} SET (${parameterList(set, prefix)})`] : []),
  ];
}

export function keysOnly(before: StorageParameters, after: StorageParameters): string[] {
  return before.map(([name]) => name).filter((name) => !after.some(([other]) => other === name));
}

export function optionChanges(before: StorageParameters, after: StorageParameters): string {
  const old = new Map(before);
  const changes = [
    ...keysOnly(before, after).map((name) => `DROP ${quoteIdent(name)}`),
    ...after
      .filter(([name, value]) => old.get(name) !== value)
      .map(
        ([name, value]) =>
          `${old.has(name) ? "SET" : "ADD"} ${optionList([[name, value]]).slice("OPTIONS (".length, -1)}`,
      ),
  ];
  return changes.length === 0 ? "" : ` OPTIONS (${changes.join(", ")})`;
}
