import { randomUUID } from "node:crypto";
import { UserError } from "../../../shared/userError.ts";
import type { Rename, SchemaDiff } from "../engine/diff/model.ts";
import { describeDdl } from "../engine/explorer/ddl.ts";
import { type ExplorerModel, explorerModel } from "../engine/explorer/model.ts";
import { nameInSource } from "../engine/view/changeGroups.ts";

/** Comparisons whose objects can be asked for; the oldest is forgotten. */
const keptComparisons = 4;

interface Compared {
  readonly from: () => ExplorerModel;
  readonly to: () => ExplorerModel;
  readonly renames: readonly Rename[];
}

/** Both sides of the last comparisons, for showing how their objects differ. */
export function createComparedCatalogs() {
  const kept = new Map<string, Compared>();
  return {
    /** Remembers a comparison; returns the id that it is known by. */
    keep({ original, to, renames }: SchemaDiff): string {
      const id = randomUUID();
      kept.set(id, {
        from: once(() => explorerModel(original, new Map())),
        to: once(() => explorerModel(to, new Map())),
        renames,
      });
      const [oldest] = kept.keys();
      if (kept.size > keptComparisons && oldest !== undefined) kept.delete(oldest);
      return id;
    },
    /**
     * The SQL that creates an object; empty where the side does not have it.
     * @throws UserError when the comparison is forgotten.
     */
    ddl(id: string, side: "from" | "to", object: string): string {
      const compared = kept.get(id);
      if (!compared) throw new UserError("This comparison is no longer there; compare the schemas again.");
      const model = compared[side]();
      const name = side === "from" ? nameInSource(object, compared) : object;
      return model.catalog.objects.has(name) ? describeDdl(model, name) : "";
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
