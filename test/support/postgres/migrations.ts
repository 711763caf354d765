import type { MigrationScript } from "../../../src/features/database/engine/plan/model.ts";
import type { SqlClient } from "../../../src/features/database/engine/catalog/sqlClient.ts";

/** Runs a migration as its segments say; the error names the statement that failed. */
export async function applyScript(
  client: SqlClient,
  { segments }: MigrationScript,
  { onShadow = false }: { readonly onShadow?: boolean } = {},
): Promise<void> {
  for (const { transaction, settings, steps } of segments) {
    const statements = steps.map(({ sql, shadowSql }) => (onShadow ? (shadowSql ?? sql) : sql));
    const framed =
      transaction === "inside"
        ? ["begin", ...settings, ...statements, "commit"]
        : [...settings, ...statements];
    for (const sql of framed) {
      try {
        await client.query(sql);
      } catch (error) {
        await client.query("rollback").catch(() => undefined);
        const message = error instanceof Error ? error.message : String(error);
        throw new Error(`${message}\n  in: ${sql}\n${printScript(segments)}`, { cause: error });
      }
    }
  }
  await client.query("reset all");
}

/** A script as text, one line a step. */
export function printScript(segments: MigrationScript["segments"]): string {
  return segments
    .map(({ transaction, steps }) =>
      [`-- ${transaction}`, ...steps.map(({ sql, blocks }) => `${sql};  -- blocks ${blocks}`)].join("\n"),
    )
    .join("\n");
}
