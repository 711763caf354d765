import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { Table } from "../catalog/model.ts";
import { sqlKind } from "../ddl/names.ts";
import { optionChanges, parameters } from "./alterOptions.ts";
import { locked } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

const rewrite = { rewrites: true, note: "Writes the table anew under the lock." } as const;

/** SET LOGGED or UNLOGGED. */
export function changePersistence(table: Table): DraftStep[] {
  const word = table.unlogged ? "UNLOGGED" : "LOGGED";
  return [locked(`ALTER TABLE ${sqlNameOf(table.id)} SET ${word}`, table.id, "ACCESS EXCLUSIVE", rewrite)];
}

export function alterTable(before: Table, after: Table): DraftStep[] {
  const name = sqlNameOf(after.id);
  const alter = `ALTER ${sqlKind(after)} ${name}`;
  const steps: DraftStep[] = parameters(alter, before, after).map((sql) =>
    locked(sql, after.id, "SHARE UPDATE EXCLUSIVE"),
  );
  if (before.accessMethod !== after.accessMethod) {
    steps.push(
      locked(
        `${alter} SET ACCESS METHOD ${quoteIdent(after.accessMethod ?? "heap")}`,
        after.id,
        "ACCESS EXCLUSIVE",
        rewrite,
      ),
    );
  }
  if (before.tablespace !== after.tablespace) {
    steps.push(
      locked(
        `${alter} SET TABLESPACE ${quoteIdent(after.tablespace ?? "pg_default")}`,
        after.id,
        "ACCESS EXCLUSIVE",
        rewrite,
      ),
    );
  }
  if (before.rowSecurity !== after.rowSecurity) {
    steps.push(locked(`${alter} ${after.rowSecurity ? "ENABLE" : "DISABLE"} ROW LEVEL SECURITY`, after.id));
  }
  if (before.forceRowSecurity !== after.forceRowSecurity) {
    steps.push(
      locked(`${alter} ${after.forceRowSecurity ? "FORCE" : "NO FORCE"} ROW LEVEL SECURITY`, after.id),
    );
  }
  if (before.replicaIdentity !== after.replicaIdentity && after.replicaIdentity !== "index") {
    steps.push(locked(`${alter} REPLICA IDENTITY ${after.replicaIdentity.toUpperCase()}`, after.id));
  }
  for (const parent of after.partitionOf === null
    ? before.inherits.filter((id) => !after.inherits.includes(id))
    : []) {
    steps.push(locked(`${alter} NO INHERIT ${sqlNameOf(parent)}`, after.id));
  }
  for (const parent of after.inherits.filter((id) => !before.inherits.includes(id))) {
    steps.push(locked(`${alter} INHERIT ${sqlNameOf(parent)}`, after.id));
  }
  const options = optionChanges(before.foreign?.options ?? [], after.foreign?.options ?? []);
  if (options !== "") steps.push(locked(`${alter}${options}`, after.id));
  return steps;
}
