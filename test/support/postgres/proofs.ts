import { sqlNameOf } from "../../../src/features/database/engine/catalog/ids.ts";
import type { Rename } from "../../../src/features/database/engine/diff/model.ts";
import { migrationTool } from "../../../src/features/database/engine/migrations/tools/all.ts";
import {
  compareSchemas,
  type Comparison,
} from "../../../src/features/database/engine/proof/compareSchemas.ts";
import type { SchemaSide } from "../../../src/features/database/engine/proof/side.ts";
import { readSchema } from "../../../src/features/database/engine/shadow/schemaScript.ts";
import type { ShadowServer } from "../../../src/features/database/engine/shadow/shadowServer.ts";

const { signal } = new AbortController();

/** Writes a migration between two texts, in dbmate's format, and replays it on a shadow. */
export async function compareTexts(
  shadow: ShadowServer,
  from: string,
  to: string,
  renames: readonly Rename[] = [],
): Promise<Comparison> {
  return await compareSchemas(
    {
      from: await side("from.sql", from),
      to: await side("to.sql", to),
      shadow,
      tool: migrationTool("dbmate"),
      existing: [],
      now: new Date("2026-11-22T19:51:00Z"),
      renames: renames.map((rename) => ({ from: sqlNameOf(rename.from), to: sqlNameOf(rename.to) })),
    },
    signal,
  );
}

/** A shadow whose second observer is the text of the system catalogs, as it is for schemas too large for pg_dump. */
export function observedByCatalogs(shadow: ShadowServer): ShadowServer {
  return {
    ...shadow,
    open: async (request, signal) => {
      const database = await shadow.open(request, signal);
      return { ...database, dump: () => database.dump("system catalogs") };
    },
  };
}

/** What a proof names, one line each: "table public.t: no rows could be made up for it". */
export function named({ proof }: Comparison): readonly string[] {
  return proof.unproven.map(({ object, reason }) => `${object}: ${reason}`);
}

async function side(label: string, text: string): Promise<SchemaSide> {
  return { kind: "files", label, script: await readSchema([{ path: label, text }], signal) };
}
